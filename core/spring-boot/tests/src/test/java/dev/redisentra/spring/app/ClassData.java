package dev.redisentra.spring.app;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** An archive of the classes that a start loads, as the build of an image makes it. */
final class ClassData {
    private static final String CLASSES =
            Path.of("target/classes").toAbsolutePath().toString();

    private ClassData() {}

    /** The same class path without a directory in it, which an archive cannot have. */
    static String jars(Path directory, String classPath) {
        Path jar = directory.resolve("application.jar");
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        assertThat(tool.run(System.out, System.err, "--create", "--file", jar.toString(), "-C", CLASSES, "."))
                .isZero();
        List<String> entries = new ArrayList<>(List.of(classPath.split(File.pathSeparator, -1)));
        assertThat(entries.remove(CLASSES)).isTrue();
        entries.add(0, jar.toString());
        return String.join(File.pathSeparator, entries);
    }

    /**
     * Makes one by a start that ends before anything is connected. It has a key that is none, so that it asks for no token. The
     * build of an image has no identity, and Java archives no class of a signed jar, as azure-identity's are: with some of
     * those loaded, Java 17 dies while it writes the archive.
     *
     * @return the flags of a JVM that uses it
     */
    static List<String> train(Path directory, String classPath, Map<String, String> properties) throws Exception {
        Map<String, String> dry = new HashMap<>(properties);
        dry.put("redis-entra.auth", "access-key");
        dry.put("redis-entra.access-key", "none");
        Path archive = directory.resolve("application.jsa");
        Process training = ApplicationProcess.launch(
                List.of("-XX:ArchiveClassesAtExit=" + archive, "-Dspring.context.exit=onRefresh"),
                classPath,
                Application.class.getName(),
                Map.of(),
                ApplicationProcess.arguments(dry));
        String output = new String(training.getInputStream().readAllBytes(), UTF_8);
        assertThat(training.waitFor()).as(output).isZero();
        assertThat(archive).as(output).isNotEmptyFile();
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
    }
}
