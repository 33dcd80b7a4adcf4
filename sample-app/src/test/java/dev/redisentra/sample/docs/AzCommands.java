package dev.redisentra.sample.docs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The commands of the Azure CLI as {@code az-commands.txt} has them, and what is wrong with a call. */
final class AzCommands {
    private static final Set<String> EVERYWHERE = Set.of("--output", "--query", "--only-show-errors");

    /** The parameters of a command; the known ones include the required ones. */
    private record Parameters(Set<String> required, Set<String> known) {}

    private final Map<String, Parameters> commands;

    private AzCommands(Map<String, Parameters> commands) {
        this.commands = commands;
    }

    static AzCommands read() throws IOException {
        try (InputStream file = Objects.requireNonNull(AzCommands.class.getResourceAsStream("/docs/az-commands.txt"))) {
            return new AzCommands(new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toMap(line -> line.split(" \\[?--", 2)[0], AzCommands::parameters)));
        }
    }

    private static Parameters parameters(String line) {
        int optional = line.contains("[") ? line.indexOf('[') : line.length();
        Set<String> known = options(line);
        known.addAll(EVERYWHERE);
        return new Parameters(options(line.substring(0, optional)), known);
    }

    private static Set<String> options(String text) {
        return Arrays.stream(text.split("[ \\[\\]]+", -1))
                .filter(word -> word.startsWith("--"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Empty where the call is right. */
    List<String> faults(List<String> call) {
        String command = call.stream().takeWhile(word -> !word.startsWith("--")).collect(Collectors.joining(" "));
        Parameters parameters = commands.get(command);
        if (parameters == null) {
            return List.of("az " + command + " is not known");
        }
        List<String> faults = new ArrayList<>();
        // A value that begins with a dash is given behind an equals sign.
        Set<String> given = call.stream()
                .filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", ""))
                .collect(Collectors.toSet());
        parameters.required.stream()
                .filter(required -> !given.contains(required))
                .forEach(missing -> faults.add("az " + command + " lacks " + missing));
        given.stream()
                .filter(option -> !parameters.known.contains(option))
                .forEach(unknown -> faults.add("az " + command + " knows no " + unknown));
        if (call.contains("")) {
            faults.add("az " + command + " has an empty value: " + call);
        }
        return faults;
    }
}
