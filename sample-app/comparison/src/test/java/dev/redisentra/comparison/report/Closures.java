package dev.redisentra.comparison.report;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;

/**
 * How much a service takes with it for each way: all the jars that Maven resolves for it. What has to be kept apart from
 * our own class path, the official token module with the msal4j it asks for, is resolved in a project of its own.
 */
final class Closures {
    private static final Map<ClientKind, String> CLIENTS = Map.of(
            ClientKind.LETTUCE, "io.lettuce:lettuce-core:lettuce",
            ClientKind.JEDIS, "redis.clients:jedis:jedis",
            ClientKind.REDISSON, "org.redisson:redisson:redisson");

    private final Path root;
    private final Path work;
    private final Progress progress;
    private final Map<String, String> versions;

    Closures(Path root, Path work, Progress progress) throws IOException {
        this.root = root;
        this.work = work;
        this.progress = progress;
        this.versions = Versions.in(root);
    }

    /** By client and contender; what cannot be resolved, without a network for one, has no bytes. */
    Map<String, Closure> run() throws IOException {
        Map<String, Closure> closures = new LinkedHashMap<>();
        for (ClientKind client : ClientKind.values()) {
            for (Contender contender : List.of(Contender.STATIC, Contender.OFFICIAL, Contender.OURS)) {
                progress.step("%s: what %s takes with it".formatted(client.title(), contender.title()));
                closures.put(key(client, contender), closure(client, contender));
            }
        }
        return closures;
    }

    static String key(ClientKind client, Contender contender) {
        return client + "/" + contender;
    }

    private Closure closure(ClientKind client, Contender contender) throws IOException {
        Path project = Files.createDirectories(
                work.resolve("closure-%s-%s".formatted(client, contender)).toAbsolutePath());
        Path classPath = project.resolve("class-path.txt");
        Files.deleteIfExists(classPath);
        Files.writeString(project.resolve("pom.xml"), pom(client, contender));
        Process maven = new ProcessBuilder(
                        root.resolve("mvnw").toString(),
                        "-B",
                        "-q",
                        "-f",
                        project.resolve("pom.xml").toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
                        "-DincludeScope=runtime",
                        "-Dmdep.outputFile=" + classPath)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(project.resolve("maven.log").toFile())
                .start();
        try {
            if (!maven.waitFor(3, TimeUnit.MINUTES) || maven.exitValue() != 0 || !Files.exists(classPath)) {
                maven.destroyForcibly();
                progress.step("it could not be resolved; see " + project.resolve("maven.log"));
                return new Closure(0, 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Closure(0, 0);
        }
        long bytes = 0;
        String[] jars = Files.readString(classPath).strip().split(File.pathSeparator, -1);
        for (String jar : jars) {
            bytes += Files.size(Path.of(jar));
        }
        if (contender != Contender.OURS) {
            return new Closure(jars.length, bytes);
        }
        // Our own two are not in any repository yet.
        for (String own : List.of("core", "client-" + client.name().toLowerCase(java.util.Locale.ROOT))) {
            bytes += ownJar(own);
        }
        return new Closure(jars.length + 2, bytes);
    }

    private long ownJar(String module) throws IOException {
        try (var files = Files.list(root.resolve(module).resolve("target"))) {
            Path jar = files.filter(
                            file -> file.getFileName().toString().matches("redis-entra-[a-z]+-[^-]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
            return Files.size(jar);
        }
    }

    private String pom(ClientKind client, Contender contender) {
        String[] coordinates = CLIENTS.getOrDefault(client, "").split(":", -1);
        StringBuilder dependencies =
                new StringBuilder(dependency(coordinates[0], coordinates[1], versions.get(coordinates[2]), ""));
        if (contender == Contender.OFFICIAL) {
            dependencies.append(
                    dependency("redis.clients.authentication", "redis-authx-entraid", versions.get("redis-authx"), ""));
        } else if (contender == Contender.OURS) {
            // As core's own pom has them.
            dependencies.append(
                    dependency(
                            "com.azure",
                            "azure-identity",
                            versions.get("azure-identity"),
                            "<exclusions><exclusion><groupId>com.azure</groupId><artifactId>azure-core-http-netty</artifactId></exclusion></exclusions>"));
            dependencies.append(dependency(
                    "com.azure", "azure-core-http-jdk-httpclient", versions.get("azure-core-http-jdk-httpclient"), ""));
            dependencies.append(dependency("org.jspecify", "jspecify", versions.get("jspecify"), ""));
        }
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>local</groupId>
                  <artifactId>closure</artifactId>
                  <version>1</version>
                  <dependencyManagement>
                    <dependencies>
                      <dependency>
                        <groupId>io.netty</groupId>
                        <artifactId>netty-bom</artifactId>
                        <version>%s</version>
                        <type>pom</type>
                        <scope>import</scope>
                      </dependency>
                    </dependencies>
                  </dependencyManagement>
                  <dependencies>%s</dependencies>
                </project>
                """.formatted(versions.get("netty"), dependencies);
    }

    private static String dependency(
            String group, String artifact, @org.jspecify.annotations.Nullable String version, String more) {
        return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</dependency>"
                .formatted(group, artifact, version, more);
    }
}
