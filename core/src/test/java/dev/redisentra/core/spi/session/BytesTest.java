package dev.redisentra.core.spi.session;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BytesTest {
    /** As commands of about the same length that come in two pieces. */
    @Test
    void whatIsAboutAsLongAsBeforeTakesNoOtherArray() {
        Bytes bytes = new Bytes();
        bytes.append(new byte[10_300], 0, 10_300);
        bytes.clear();
        bytes.append(new byte[10_301], 0, 10_301);
        byte[] array = bytes.array();

        for (int length = 10_290; length < 10_400; length++) {
            bytes.clear();
            bytes.append(new byte[length], 0, length);
            assertThat(bytes.array()).isSameAs(array);
        }
    }

    @Test
    void whatIsLargeIsGivenBack() {
        Bytes bytes = new Bytes();
        bytes.append(new byte[20_000], 0, 20_000);
        bytes.clear();

        assertThat(bytes.array()).isEmpty();
    }
}
