package dev.redisentra.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The options of {@link LocalAzureMain}, from arguments or from environment variables. The argument {@code --token-seconds
 * 20} is the variable {@code REDIS_ENTRA_TESTKIT_TOKEN_SECONDS=20}. An argument overrides a variable.
 */
record MainOptions(
        Service service,
        Topology topology,
        int replicas,
        Duration tokenLifetime,
        int port,
        int controlPort,
        String host,
        boolean systemAssigned,
        IdentityKind identity,
        boolean open,
        boolean untilEndOfInput) {
    static final String USAGE = """
            Azure on one machine: a Redis that takes Microsoft Entra tokens, and the managed identity that they come from.
            It prints the environment variables that a service needs, and runs until Ctrl-C.

              --service cache|cache-cluster|managed-no-cluster|managed-oss-cluster|managed-oss-cluster-private
                        |managed-enterprise|redis
                                              which of Azure's services it plays; redis, which is none of them
              --topology standalone|cluster   the shape of the Redis; that of the service, or standalone
              --replicas N                    of each master of a cluster; 0
              --token-seconds N               how long a token lives; 3600
              --port N                        the TLS port of the first node, the others follow it; any that is free
              --control-port N                the port of the control API and its page; any that is free
              --host NAME                     the name that the certificate is for, and that clients use; localhost
              --system-assigned               the identity is the system-assigned one
              --identity container-apps|app-service|imds|workload-identity|client-secret|client-certificate
                                              by which way the service gets its tokens; container-apps
              --open                          reached from other machines too, and not from this one alone
              --until-end-of-input            ends when its standard input does, for a program that starts it

            Each can be a variable: REDIS_ENTRA_TESTKIT_TOKEN_SECONDS=20. The identity endpoint's port and header are taken
            from IDENTITY_ENDPOINT=http://127.0.0.1:PORT/msi/token and IDENTITY_HEADER, if both are set.
            """;

    private static final String VARIABLES = "REDIS_ENTRA_TESTKIT_";
    private static final Set<String> VALUES =
            Set.of("service", "topology", "replicas", "token-seconds", "port", "control-port", "host", "identity");
    private static final Set<String> FLAGS = Set.of("system-assigned", "open", "until-end-of-input");

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException with one line for each fault
     */
    static MainOptions of(List<String> arguments, Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        for (Set<String> names : List.of(VALUES, FLAGS)) {
            for (String name : names) {
                String value = environment.get(variable(name));
                if (value != null && !value.isBlank()) {
                    values.put(name, value.strip());
                }
            }
        }
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String name = argument.startsWith("--") ? argument.substring(2) : "";
            if (FLAGS.contains(name)) {
                values.put(name, "true");
            } else if (VALUES.contains(name) && i + 1 < arguments.size()) {
                values.put(name, arguments.get(++i));
            } else {
                faults.add(argument + (VALUES.contains(name) ? " needs a value" : " is no option"));
            }
        }
        Service service = constant(values, "service", Service.values(), Service.REDIS, faults);
        MainOptions options = new MainOptions(
                service,
                topology(values.get("topology"), service.topology(), faults),
                number(values, "replicas", 0, 0, 5, faults),
                Duration.ofSeconds(number(values, "token-seconds", 3600, 1, 86_400, faults)),
                number(values, "port", 0, 0, 65_000, faults),
                number(values, "control-port", 0, 0, 65_535, faults),
                values.getOrDefault("host", "localhost"),
                flag(values, "system-assigned", faults),
                constant(values, "identity", IdentityKind.values(), IdentityKind.CONTAINER_APPS, faults),
                flag(values, "open", faults),
                flag(values, "until-end-of-input", faults));
        if (!options.host.matches("[A-Za-z0-9.-]{1,253}")) {
            faults.add("--host is '" + options.host + "'; it must be a host name");
        }
        if (options.identity.asksEntra() && !options.host.equals("localhost")) {
            faults.add("--host is '" + options.host + "'; Entra's endpoint is at localhost alone");
        }
        if (options.replicas > 0 && options.topology != Topology.CLUSTER) {
            faults.add("--replicas is " + options.replicas + "; only a cluster has replicas");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        return options;
    }

    static String variable(String name) {
        return VARIABLES + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    LocalAzure start() {
        LocalAzure.Builder builder = LocalAzure.builder()
                .service(service)
                .topology(topology)
                .replicas(replicas)
                .tokenLifetime(tokenLifetime)
                .port(port);
        if (!host.equals("localhost")) {
            builder.certificateFor(host);
        }
        if (systemAssigned) {
            builder.systemAssigned();
        }
        return builder.start();
    }

    private static Topology topology(@Nullable String value, Topology otherwise, List<String> faults) {
        if (value == null) {
            return otherwise;
        }
        for (Topology topology : Topology.values()) {
            if (topology.setting().equalsIgnoreCase(value)) {
                return topology;
            }
        }
        faults.add("--topology is '" + value + "'; it must be standalone or cluster");
        return otherwise;
    }

    private static <E extends Enum<E>> E constant(
            Map<String, String> values, String name, E[] constants, E otherwise, List<String> faults) {
        try {
            return values.containsKey(name) ? new Parameters(values).oneOf(name, constants) : otherwise;
        } catch (IllegalArgumentException e) {
            faults.add("--" + e.getMessage());
            return otherwise;
        }
    }

    private static int number(
            Map<String, String> values, String name, int otherwise, int least, int most, List<String> faults) {
        String value = values.get(name);
        try {
            int number = value == null ? otherwise : Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with what it must be.
        }
        faults.add("--%s is '%s'; it must be a number from %d to %d".formatted(name, value, least, most));
        return otherwise;
    }

    private static boolean flag(Map<String, String> values, String name, List<String> faults) {
        String value = values.getOrDefault(name, "false");
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            faults.add(variable(name) + " is '" + value + "'; it must be true or false");
        }
        return value.equalsIgnoreCase("true");
    }
}
