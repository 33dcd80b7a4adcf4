package dev.redisentra.core.spi.version;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClientVersionsTest {
    private static final String PROPERTIES = "META-INF/maven/org.example/client/pom.properties";

    /** Stands for a class of a client. */
    static final class Client {}

    @ParameterizedTest
    @CsvSource({"5.1.9", "5.1.99-beta1", "4.4", "0.1"})
    void whatIsOlderIsRefusedWithTheRange(String version) {
        assertThatExceptionOfType(UnsupportedClientException.class)
                .isThrownBy(() -> versions(version).check())
                .withMessage(
                        "Client %s is older than 5.2.0, the first that this adapter works with: use 5.2.0 or later, up to 8.0.2."
                                .formatted(version));
    }

    @ParameterizedTest
    @CsvSource({"5.2.0", "5.10.0", "6.0", "8.0.2", "8.0.2.RELEASE", "of-today", "''"})
    void nothingIsSaidOfWhatIsInTheRangeOrNoVersion(String version) {
        assertThat(versions(version).isToBeWarnedOf()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"8.0.3", "8.1.0-beta1", "10.0.0"})
    void whatIsNewerIsWarnedOfOnce(String version) {
        ClientVersions versions = versions(version);
        assertThat(versions.isToBeWarnedOf()).isTrue();
        assertThat(versions.isToBeWarnedOf()).isFalse();
        assertThatCode(versions::check).doesNotThrowAnyException();
    }

    @Test
    void whereNothingTellsTheVersionNothingIsSaid() {
        assertThatCode(() -> new ClientVersions("Client", "5.2.0", "8.0.2", null).check())
                .doesNotThrowAnyException();
        assertThat(ClientVersions.of(ClientVersionsTest.class, Client.class).present())
                .isEmpty();
    }

    @Test
    void theVersionIsWhatTheClientsOwnJarSays(@TempDir Path directory) throws Exception {
        Path other = jar(directory.resolve("other.jar"), Map.of(PROPERTIES, bytes("version=1.0.0")));
        Path own = jar(
                directory.resolve("client.jar"),
                Map.of(file(Client.class), classFile(), PROPERTIES, bytes("version=7.4.1")));
        try (URLClassLoader loader = loader(other, own)) {
            assertThat(find(loader)).contains("7.4.1");
        }
    }

    @Test
    void anothersJarIsNotAsked(@TempDir Path directory) throws Exception {
        Path other = jar(directory.resolve("other.jar"), Map.of(PROPERTIES, bytes("version=1.0.0")));
        Path own = jar(directory.resolve("client.jar"), Map.of(file(Client.class), classFile()));
        try (URLClassLoader loader = loader(other, own)) {
            assertThat(find(loader)).isEmpty();
        }
    }

    private static Optional<String> find(ClassLoader loader) throws ClassNotFoundException {
        Class<?> client = Class.forName(Client.class.getName(), false, loader);
        return ClientVersions.find(client, "org.example/client");
    }

    private static URLClassLoader loader(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        return new URLClassLoader(urls, null);
    }

    private static Path jar(Path file, Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
        return file;
    }

    private static byte[] classFile() throws IOException {
        try (var in = ClientVersionsTest.class.getResourceAsStream("/" + file(Client.class))) {
            return in.readAllBytes();
        }
    }

    private static String file(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static ClientVersions versions(String present) {
        return new ClientVersions("Client", "5.2.0", "8.0.2", present);
    }
}
