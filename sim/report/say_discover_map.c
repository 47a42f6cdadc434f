/* The map of `samenspel discover`: who wins, as letters on a grid. */
#include "sim/report/say_discover.h"
#include "sim/report/words.h"

/* Legend of the map: each capital once. */
static void say_letters(const struct saying *s, const struct frame *map)
{
    struct text line = {0};
    bool told[26] = {false};
    for (size_t r = 0; r < map->n_rows; r++) {
        const char c = text_of(map, r, "letter")[0];
        const int k = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' : -1;
        if (!is_of(map, r, "outcome", s->outcome) || k < 0 || told[k])
            continue;
        told[k] = true;
        text_printf(&line, "%c %s, ", 'A' + k, text_of(map, r, "arm"));
    }
    text_add(&line,
             in(s,
                "small: likelier than not, but not clearly at most of its points; a dot: no arm is likelier than "
                "not; blank: no points.",
                "klein: waarschijnlijk, maar niet duidelijk op de meeste punten; een punt: geen variant is "
                "waarschijnlijk de beste; leeg: geen punten."));
    end_saying(s, &line);
}

void say_discover_map(const struct saying *s)
{
    const struct frame *map = report_study_frame(s->study, "map");
    size_t first = 0, last, columns = 0, width = 1, left = 0;
    char value[WORDS_NUMBER_SIZE];
    if (map == NULL)
        return;
    while (first < map->n_rows && !is_of(map, first, "outcome", s->outcome))
        first++;
    for (last = first; last < map->n_rows && is_of(map, last, "outcome", s->outcome); last++) {
        const size_t across = strlen(text_of(map, last, "across_value")), up = strlen(text_of(map, last, "up_value"));
        width = across > width ? across : width;
        left = up > left ? up : left;
        if (last == first + columns && is_of(map, last, "up_value", text_of(map, first, "up_value"))
            && (columns == 0 || !is_of(map, last, "across_value", text_of(map, first, "across_value"))))
            columns++;
    }
    if (columns == 0)
        return;
    text_printf(s->out, in(s, "  Map: %s to the right", "  Kaart: %s naar rechts"), text_of(map, first, "across"));
    if (text_of(map, first, "up")[0] != '\0')
        text_printf(s->out, in(s, ", %s upwards", ", %s omhoog"), text_of(map, first, "up"));
    text_add(s->out, "\n");
    for (size_t r = first; r < last; r++) {
        if ((r - first) % columns == 0)
            text_printf(s->out, "    %*s ", (int)left, words_value(value, text_of(map, r, "up_value"), s->study->lang));
        text_printf(s->out, " %*s", (int)width, text_of(map, r, "letter"));
        if ((r - first) % columns == columns - 1) {
            size_t n = s->out->n;
            while (n > 0 && s->out->s[n - 1] == ' ')
                n--;
            text_cut(s->out, n);
            text_add(s->out, "\n");
        }
    }
    text_printf(s->out, "    %*s ", (int)left, "");
    for (size_t c = 0; c < columns; c++)
        text_printf(s->out, " %*s", (int)width,
                    words_value(value, text_of(map, first + c, "across_value"), s->study->lang));
    text_add(s->out, "\n");
    say_letters(s, map);
}
