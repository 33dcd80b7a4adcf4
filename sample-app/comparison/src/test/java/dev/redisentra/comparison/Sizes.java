package dev.redisentra.comparison;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;

/**
 * All the jars that Maven resolves for a service with one client and one way to log in, in a project of its own: on our class
 * path redis-authx-entraid would meet another msal4j than the one it asks for.
 */
final class Sizes {
    private Sizes() {}

    static void measure(ClientKind client, Contender contender, Path root, Processes processes, Figures figures)
            throws IOException {
        String name = "size-%s-%s".formatted(client, contender);
        Path pom = processes.log(name).resolveSibling(name + ".xml").toAbsolutePath();
        Path classPath = processes.log(name).resolveSibling(name + ".txt").toAbsolutePath();
        Files.writeString(pom, pom(Files.readString(root.resolve("pom.xml")), client, contender));
        processes.run(
                List.of(
                        root.resolve("mvnw").toAbsolutePath().toString(),
                        "-q",
                        "-f",
                        pom.toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
                        "-DincludeScope=runtime",
                        "-Dmdep.outputFile=" + classPath),
                Map.of(),
                name);
        List<File> jars = Stream.concat(
                        files(Files.readString(classPath)),
                        files(System.getProperty("java.class.path")).filter(file -> isOwn(file, client, contender)))
                .toList();
        String row = "start/%s/%s/".formatted(client.title, contender.title);
        figures.add(row + "jars", jars.size());
        figures.add(row + "MB of jars", jars.stream().mapToLong(File::length).sum() / 1e6);
    }

    private static Stream<File> files(String classPath) {
        return Stream.of(classPath.strip().split(File.pathSeparator, -1)).map(File::new);
    }

    /** Whether it is redis-entra's, which is in no repository yet. */
    private static boolean isOwn(File file, ClientKind client, Contender contender) {
        String modules = client == ClientKind.JEDIS
                ? "core|jedis"
                : "core|netty|" + client.name().toLowerCase(Locale.ROOT);
        return contender == Contender.OURS && file.getName().matches("redis-entra-(%s)-.*\\.jar".formatted(modules));
    }

    /** With the versions of the root's POM; and redis-entra's dependencies as core's own POM has them. */
    private static String pom(String root, ClientKind client, Contender contender) {
        String dependencies = switch (client) {
            case LETTUCE -> "io.lettuce:lettuce-core:lettuce";
            case JEDIS -> "redis.clients:jedis:jedis";
            case REDISSON -> "org.redisson:redisson:redisson";
        };
        dependencies += switch (contender) {
            case STATIC -> "";
            case OWN_SUPPORT ->
                " redis.clients.authentication:redis-authx-core:redis-authx"
                        + " redis.clients.authentication:redis-authx-entraid:redis-authx-entraid";
            case OURS ->
                " com.azure:azure-identity:azure-identity"
                        + " com.azure:azure-core-http-jdk-httpclient:azure-core-http-jdk-httpclient"
                        + " org.jspecify:jspecify:jspecify";
        };
        String without = contender != Contender.OURS ? "" : """
            <exclusions><exclusion>
              <groupId>com.azure</groupId><artifactId>azure-core-http-netty</artifactId>
            </exclusion></exclusions>""";
        return """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>local</groupId>
              <artifactId>size</artifactId>
              <version>1</version>
              %s</properties>
              <dependencyManagement><dependencies>%s</dependencies></dependencyManagement>
              <dependencies>%s</dependencies>
            </project>
            """.formatted(
                        root.substring(root.indexOf("<properties>"), root.indexOf("</properties>")),
                        xml("io.netty:netty-bom:netty", "<type>pom</type><scope>import</scope>"),
                        xml(dependencies, without));
    }

    /** Of each group, artifact and name of a version. */
    private static String xml(String dependencies, String more) {
        return dependencies.replaceAll(
                "(\\S+):(\\S+):(\\S+)",
                "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>\\${$3.version}</version>" + more
                        + "</dependency>");
    }
}
