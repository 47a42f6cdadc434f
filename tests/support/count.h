/* The number of elements of an array, for lists of --set texts and of cases. */
#ifndef TESTS_SUPPORT_COUNT_H
#define TESTS_SUPPORT_COUNT_H

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
