package dev.redisentra.core.auth;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AccessKeyStrategyTest {
    @TempDir
    Path directory;

    private final AccessKeyStrategy both = new AccessKeyStrategy(Secret.of("one"), Secret.of("two"));

    @Test
    void beginsWithThePrimaryKey() {
        assertThat(both.obtain().password()).isEqualTo(Secret.of("one"));
        assertThat(both.obtain().username()).isEqualTo("default");
        assertThat(both.obtain().expiresAt()).isNull();
    }

    @Test
    void triesTheKeysInTurn() {
        assertThat(both.refused(both.obtain())).isTrue();
        assertThat(both.obtain().password()).isEqualTo(Secret.of("two"));
        assertThat(both.refused(both.obtain())).isTrue();
        assertThat(both.obtain().password()).isEqualTo(Secret.of("one"));
    }

    @Test
    void changesOnceHoweverManyConnectionsAreRefused() {
        RedisCredential refused = both.obtain();

        assertThat(both.refused(refused)).isTrue();
        assertThat(both.refused(refused)).isFalse();

        assertThat(both.obtain().password()).isEqualTo(Secret.of("two"));
    }

    @Test
    void staysWithItsOnlyKey() {
        AccessKeyStrategy one = new AccessKeyStrategy(Secret.of("one"));

        assertThat(one.refused(one.obtain())).isFalse();
        assertThat(one.obtain().password()).isEqualTo(Secret.of("one"));
    }

    @Test
    void asksForAKeyThatMayChangeEachTime() {
        List<String> keys = new ArrayList<>(List.of("one", "two"));
        AccessKeyStrategy changing = AccessKeyStrategy.of(() -> Secret.of(keys.remove(0)), null);

        assertThat(changing.mayChange()).isTrue();
        assertThat(changing.obtain().password()).isEqualTo(Secret.of("one"));
        assertThat(changing.obtain().password()).isEqualTo(Secret.of("two"));
        assertThat(both.mayChange()).isFalse();
    }

    @Test
    void mayHaveABetterOneWhereTheOnlyKeyMayChange() {
        AccessKeyStrategy changing = AccessKeyStrategy.of(() -> Secret.of("one"), null);
        RedisCredential key = changing.obtain();

        assertThat(changing.refused(key)).isTrue();
        assertThat(changing.refused(key))
                .as("until it has been asked for again")
                .isFalse();
        assertThat(changing.obtain()).isEqualTo(key);
        assertThat(changing.refused(key)).isTrue();
    }

    @Test
    void staysWithItsKeyWhereThatFailsForAWhile() {
        Queue<Supplier<Secret>> answers = new ArrayDeque<>(List.of(
                () -> Secret.of("one"),
                () -> {
                    throw new IllegalStateException("out of order");
                },
                () -> Secret.of("one")));
        AccessKeyStrategy changing = AccessKeyStrategy.of(() -> answers.remove().get(), () -> Secret.of("two"));
        changing.obtain();

        assertThatExceptionOfType(AuthException.class)
                .isThrownBy(changing::obtain)
                .withMessageContaining("out of order")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.ACCESS_KEY_UNAVAILABLE));
        assertThat(changing.obtain().password()).isEqualTo(Secret.of("one"));
    }

    @Test
    void beginsWithTheOtherKeyWhereTheFirstCannotBeHad() {
        AccessKeyStrategy changing =
                AccessKeyStrategy.of(AccessKeyStrategy.inFile(directory.resolve("none")), () -> Secret.of("two"));

        assertThatExceptionOfType(AuthException.class).isThrownBy(changing::obtain);
        assertThat(changing.obtain().password()).isEqualTo(Secret.of("two"));
    }

    /** Else a second key that nobody looks after would stand in the way of the first one's successor. */
    @Test
    void asksForARefusedKeyAgainBeforeItTriesTheOther() {
        List<String> keys = new ArrayList<>(List.of("one", "new", "new"));
        AccessKeyStrategy changing = AccessKeyStrategy.of(() -> Secret.of(keys.remove(0)), () -> Secret.of("two"));

        changing.refused(changing.obtain());
        RedisCredential exchanged = changing.obtain();
        assertThat(exchanged.password()).isEqualTo(Secret.of("new"));

        changing.refused(exchanged);
        assertThat(changing.obtain().password()).isEqualTo(Secret.of("two"));
    }

    @Test
    void goesBackToTheFirstKeyWhereTheOtherCannotBeHad() {
        AccessKeyStrategy changing =
                AccessKeyStrategy.of(() -> Secret.of("one"), AccessKeyStrategy.inFile(directory.resolve("none")));
        changing.refused(changing.obtain());

        assertThatExceptionOfType(AuthException.class).isThrownBy(changing::obtain);
        assertThat(changing.obtain().password()).isEqualTo(Secret.of("one"));
    }

    @Test
    void asksForTheOtherKeyWhereTheFirstIsRefusedMeanwhile() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        AccessKeyStrategy changing = AccessKeyStrategy.of(
                () -> {
                    meanwhile.getAndSet(() -> {}).run();
                    return Secret.of("one");
                },
                () -> Secret.of("two"));
        RedisCredential one = changing.obtain();
        meanwhile.set(() -> changing.refused(one));

        assertThat(changing.obtain().password()).isEqualTo(Secret.of("two"));
    }

    /** Where libraries look for their plug-ins: the thread is the source's, and so was its class loader. */
    @Test
    void showsASupplierItsOwnClassLoader() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        List<ClassLoader> seen = new ArrayList<>();
        AccessKeyStrategy changing = AccessKeyStrategy.of(
                () -> {
                    seen.add(thread.getContextClassLoader());
                    return Secret.of("one");
                },
                null);
        try (URLClassLoader another = new URLClassLoader(new URL[0], null)) {
            thread.setContextClassLoader(another);

            changing.obtain();

            assertThat(seen).containsExactly(AccessKeyStrategyTest.class.getClassLoader());
            assertThat(thread.getContextClassLoader()).isEqualTo(another);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void readsAFileEachTime() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), " one\r\n");
        AccessKeyStrategy inFile = AccessKeyStrategy.of(AccessKeyStrategy.inFile(file), null);

        assertThat(inFile.obtain().password()).isEqualTo(Secret.of("one"));
        Files.writeString(file, "two");
        assertThat(inFile.obtain().password()).isEqualTo(Secret.of("two"));
    }

    /** As Windows' editors and shells write it, and as people do. */
    @Test
    void readsAKeyInWhateverItWasWrapped() throws IOException {
        Path file = directory.resolve("key");
        AccessKeyStrategy inFile = AccessKeyStrategy.of(AccessKeyStrategy.inFile(file), null);

        for (String wrapped : List.of("\uFEFFone\r\n", "\"one\"", "'one'\n", "\uFEFF\"one\"\r\n", " \" one \" ")) {
            Files.writeString(file, wrapped);
            assertThat(inFile.obtain().password()).as(wrapped).isEqualTo(Secret.of("one"));
        }
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Files.writeString(file, "\uFEFFone\r\n", charset);
            assertThat(inFile.obtain().password()).isEqualTo(Secret.of("one"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "\"\"", "\uFEFF", "one\ntwo", "directory", "missing", "long"})
    void namesAFileThatHoldsNoKey(String content) throws IOException {
        Path file = directory.resolve("key");
        switch (content) {
            case "directory" -> Files.createDirectory(file);
            case "missing" -> {}
            case "long" -> Files.writeString(file, "k".repeat(1_001));
            default -> Files.writeString(file, content);
        }

        assertThatExceptionOfType(AuthException.class)
                .isThrownBy(AccessKeyStrategy.of(AccessKeyStrategy.inFile(file), null)::obtain)
                .withMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.mayPass()).isTrue())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("kkk", "one"));
    }
}
