package dev.redisentra.comparison;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;

/**
 * All the jars that Maven resolves for a service with one client and one way to log in, in a project of its own: on our class
 * path redis-authx-entraid would meet another msal4j than the one it asks for.
 */
final class Sizes {
    private static final Map<ClientKind, String> CLIENTS = Map.of(
            ClientKind.LETTUCE, "io.lettuce:lettuce-core:lettuce",
            ClientKind.JEDIS, "redis.clients:jedis:jedis",
            ClientKind.REDISSON, "org.redisson:redisson:redisson");

    /** Ours as core's own POM has them. */
    private static final Map<Contender, List<String>> WITH_IT = Map.of(
            Contender.OWN_SUPPORT,
            List.of(
                    "redis.clients.authentication:redis-authx-core:redis-authx",
                    "redis.clients.authentication:redis-authx-entraid:redis-authx-entraid"),
            Contender.OURS,
            List.of(
                    "com.azure:azure-identity:azure-identity:<exclusions><exclusion><groupId>com.azure</groupId>"
                            + "<artifactId>azure-core-http-netty</artifactId></exclusion></exclusions>",
                    "com.azure:azure-core-http-jdk-httpclient:azure-core-http-jdk-httpclient",
                    "org.jspecify:jspecify:jspecify"));

    private final Path root;
    private final Processes processes;
    private final Map<String, String> versions;

    Sizes(Path root, Processes processes) throws IOException {
        this.root = root.toAbsolutePath();
        this.processes = processes;
        this.versions = Pattern.compile("<([a-z0-9.-]+)\\.version>([^<]+)</")
                .matcher(Files.readString(root.resolve("pom.xml")))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    }

    void measure(ClientKind client, Contender contender, Figures figures) throws IOException {
        List<Path> jars = new ArrayList<>(resolved(client, contender));
        if (contender == Contender.OURS) { // in no repository yet
            Stream.of("core", "core/netty", "client-" + client.name().toLowerCase(Locale.ROOT))
                    .filter(module -> client != ClientKind.JEDIS || !module.equals("core/netty"))
                    .map(this::own)
                    .forEach(jars::add);
        }
        String row = client.title + ", " + contender.title;
        figures.put("start/jars/" + row, jars.size());
        figures.put(
                "start/MB of jars/" + row,
                jars.stream().mapToLong(jar -> jar.toFile().length()).sum() / 1e6);
    }

    private Path own(String module) {
        Pattern name = Pattern.compile("redis-entra-[a-z]+-[^-]+(-SNAPSHOT)?\\.jar");
        try (Stream<Path> files = Files.list(root.resolve(module).resolve("target"))) {
            return files.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Path> resolved(ClientKind client, Contender contender) throws IOException {
        String name = "size-%s-%s".formatted(client, contender);
        Path pom = Files.createDirectories(processes.log(name).resolveSibling(name))
                .resolve("pom.xml");
        Path classPath = pom.resolveSibling("class-path.txt");
        Files.writeString(pom, pom(client, contender));
        processes.run(
                List.of(
                        root.resolve("mvnw").toString(),
                        "-q",
                        "-f",
                        pom.toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
                        "-DincludeScope=runtime",
                        "-Dmdep.outputFile=" + classPath.toAbsolutePath()),
                Map.of(),
                name);
        return Stream.of(Files.readString(classPath).strip().split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
    }

    private String pom(ClientKind client, Contender contender) {
        Stream<String> dependencies = Stream.concat(
                Stream.of(CLIENTS.getOrDefault(client, "")), WITH_IT.getOrDefault(contender, List.of()).stream());
        return """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>local</groupId>
              <artifactId>size</artifactId>
              <version>1</version>
              <dependencyManagement><dependencies>%s</dependencies></dependencyManagement>
              <dependencies>%s</dependencies>
            </project>
            """.formatted(
                        dependency("io.netty:netty-bom:netty:<type>pom</type><scope>import</scope>"),
                        dependencies.map(this::dependency).collect(Collectors.joining()));
    }

    /** @param coordinates group, artifact, the name of the version in the root's POM, and what else there is */
    private String dependency(String coordinates) {
        String[] parts = (coordinates + ":").split(":", 4);
        return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</dependency>"
                .formatted(parts[0], parts[1], versions.get(parts[2]), parts[3].replaceAll(":$", ""));
    }
}
