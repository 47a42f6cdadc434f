/* Assertions that say what they found. */
#ifndef TESTS_SUPPORT_EXPECT_H
#define TESTS_SUPPORT_EXPECT_H

/* Fails, and says what, unless |found - expected| <= margin; NaN is near nothing. */
void assert_near(const char *what, double found, double expected, double margin);

/* The same, and says in which line. */
#define assert_close(found, expected, margin) assert_close_at((found), (expected), (margin), __LINE__)
void assert_close_at(double found, double expected, double margin, int line);

/* Fails, and shows the text, unless `part` is in it, or is not. */
void expect_in(const char *text, const char *part);
void expect_not_in(const char *text, const char *part);

/* Fails, and shows the line, when one is wider than a report may be. Cuts the text in lines. */
void expect_narrow(char *text);

#endif
