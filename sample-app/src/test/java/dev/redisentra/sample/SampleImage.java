package dev.redisentra.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The packaged sample as its container image has it: the application beside its libraries, and an archive of classes. */
record SampleImage(Path directory) {
    private static final int JDK = Runtime.version().feature();

    static SampleImage extractedTo(Path directory) throws IOException, InterruptedException {
        Path absolute = directory.toAbsolutePath();
        run(java(
                List.of(),
                List.of(
                        "-Djarmode=tools",
                        "-jar",
                        packagedJar(),
                        "extract",
                        "--force",
                        "--destination",
                        absolute.resolve("app").toString())));
        return new SampleImage(absolute);
    }

    /** One jar with jars in it. */
    static String packagedJar() {
        return System.getProperty("sample.jar");
    }

    String jar() {
        return directory.resolve("app/sample-app.jar").toString();
    }

    /**
     * Made in a dry run, as the image's build does it: that needs neither Redis nor an identity.
     *
     * @param flags what a JVM must be started with to make use of it
     * @return what starts the sample with it, after these flags
     */
    List<String> archived(List<String> flags) throws IOException, InterruptedException {
        String archive = directory.resolve("app.archive" + JDK).toString();
        boolean cache = JDK >= 25;
        Files.deleteIfExists(Path.of(archive));
        run(java(
                flags,
                List.of(
                        (cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive,
                        "-Dspring.context.exit=onRefresh",
                        "-Dspring.profiles.active=training",
                        "-jar",
                        jar())));
        return List.of((cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive, "-jar", jar());
    }

    /** The command of a JVM like this one. */
    static List<String> java(List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(arguments);
        return command;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = builder(command).start();
        String output;
        try (BufferedReader out = process.inputReader(UTF_8)) {
            output = String.join("\n", out.lines().toList());
        }
        assertThat(process.waitFor(SampleProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    /** Without this process's variables that could have a say in the login, or in the JVM. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(REDIS|AZURE|IDENTITY|JAVA|JDK)_.*"));
        return builder;
    }
}
