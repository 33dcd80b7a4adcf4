package dev.redisentra.contract;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/**
 * A line of {@code docs/compatibility.tsv}, whose format is known here alone: the client and its setting, the mode, the
 * kind of the verdict, and the figures or the reason that this kind has. A field that it does not have, or that is 0, is
 * {@code -}: an empty one at the end of a line would be lost to the first editor that trims it.
 */
record CompatibilityLine(Column column, Mode mode, Verdict verdict) {
    private enum Field {
        PROTOCOL,
        TOPOLOGY,
        CLIENT,
        WAY,
        MODE,
        VERDICT,
        COMMANDS,
        FAILED,
        WRONG,
        LOST,
        DOUBLED,
        CLOSED,
        AUTHS,
        REASON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private enum Kind {
        KEPT,
        EXCESS_AUTHS,
        BROKEN,
        HANGS,
        UNSUPPORTED
    }

    private static final String SEPARATOR = "\t";
    private static final String NOTHING = "-";

    /** The file's first line. */
    static final String HEADER =
            Arrays.stream(Field.values()).map(Field::toString).collect(Collectors.joining(SEPARATOR));

    /** @throws IllegalArgumentException if it is not as {@link #toString} writes it */
    static CompatibilityLine parse(String text) {
        Map<Field, String> fields = fields(text);
        Column column = new Column(
                constant(Protocol.class, fields, Field.PROTOCOL),
                constant(Topology.class, fields, Field.TOPOLOGY),
                text(fields, Field.CLIENT),
                constant(Way.class, fields, Field.WAY));
        CompatibilityLine line =
                new CompatibilityLine(column, constant(Mode.class, fields, Field.MODE), verdict(fields));
        if (!line.toString().equals(text)) {
            throw new IllegalArgumentException("this verdict is written '%s'".formatted(line));
        }
        return line;
    }

    private static Map<Field, String> fields(String text) {
        List<Field> fields = List.of(Field.values());
        List<String> values = List.of(text.split(SEPARATOR, -1));
        if (values.size() != fields.size()) {
            throw new IllegalArgumentException(
                    "it should have %d fields and has %d".formatted(fields.size(), values.size()));
        }
        Map<Field, String> named = new EnumMap<>(Field.class);
        for (int i = 0; i < fields.size(); i++) {
            named.put(fields.get(i), values.get(i));
        }
        return named;
    }

    private static Verdict verdict(Map<Field, String> fields) {
        return switch (constant(Kind.class, fields, Field.VERDICT)) {
            case KEPT -> new Verdict.Kept(count(fields, Field.COMMANDS));
            case EXCESS_AUTHS -> new Verdict.ExcessAuths(count(fields, Field.AUTHS));
            case BROKEN ->
                new Verdict.Broken(
                        count(fields, Field.FAILED),
                        count(fields, Field.WRONG),
                        count(fields, Field.LOST),
                        count(fields, Field.DOUBLED),
                        count(fields, Field.CLOSED),
                        count(fields, Field.AUTHS));
            case HANGS -> new Verdict.Hangs();
            case UNSUPPORTED -> new Verdict.Unsupported(text(fields, Field.REASON));
        };
    }

    private static String text(Map<Field, String> fields, Field field) {
        String text = fields.getOrDefault(field, NOTHING);
        if (text.equals(NOTHING)) {
            throw new IllegalArgumentException("it has no " + field);
        }
        return text;
    }

    private static long count(Map<Field, String> fields, Field field) {
        String text = fields.getOrDefault(field, NOTHING);
        try {
            return text.equals(NOTHING) ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("its %s is '%s', which is no number".formatted(field, text), e);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, Map<Field, String> fields, Field field) {
        String text = text(fields, field);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its %s is '%s', which is none of %s"
                        .formatted(
                                field,
                                text,
                                Arrays.stream(type.getEnumConstants())
                                        .map(Enum::name)
                                        .toList())));
    }

    /** As the file has it. */
    @Override
    public String toString() {
        Map<Field, String> fields = new EnumMap<>(Field.class);
        fields.put(Field.PROTOCOL, column.protocol().name());
        fields.put(Field.TOPOLOGY, column.topology().name());
        fields.put(Field.CLIENT, column.client());
        fields.put(Field.WAY, column.way().name());
        fields.put(Field.MODE, mode.name());
        fields.put(Field.VERDICT, describe(verdict, fields).name());
        return Arrays.stream(Field.values())
                .map(field -> fields.getOrDefault(field, NOTHING))
                .collect(Collectors.joining(SEPARATOR));
    }

    private static Kind describe(Verdict verdict, Map<Field, String> fields) {
        if (verdict instanceof Verdict.Kept kept) {
            put(fields, Field.COMMANDS, kept.commands());
            return Kind.KEPT;
        } else if (verdict instanceof Verdict.ExcessAuths excess) {
            put(fields, Field.AUTHS, excess.auths());
            return Kind.EXCESS_AUTHS;
        } else if (verdict instanceof Verdict.Broken broken) {
            put(fields, Field.FAILED, broken.failed());
            put(fields, Field.WRONG, broken.wrong());
            put(fields, Field.LOST, broken.lost());
            put(fields, Field.DOUBLED, broken.doubled());
            put(fields, Field.CLOSED, broken.closed());
            put(fields, Field.AUTHS, broken.auths());
            return Kind.BROKEN;
        } else if (verdict instanceof Verdict.Unsupported unsupported) {
            fields.put(Field.REASON, unsupported.reason());
            return Kind.UNSUPPORTED;
        } else if (verdict instanceof Verdict.Hangs) {
            return Kind.HANGS;
        }
        throw new IllegalStateException("no line has a " + verdict.getClass());
    }

    private static void put(Map<Field, String> fields, Field field, long count) {
        if (count != 0) {
            fields.put(field, Long.toString(count));
        }
    }
}
