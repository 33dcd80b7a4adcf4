package dev.redisentra.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes DER, the encoding of certificates (ITU-T X.690), as far as the kit's certificates need it. */
final class Der {
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /** From 2050 on, certificates have years of four digits (RFC 5280, 4.1.2.5). */
    private static final DateTimeFormatter TWO_DIGIT_YEARS =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return tagged(SEQUENCE, parts);
    }

    static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.write(tag);
        writeLength(encoded, content.size());
        encoded.writeBytes(content.toByteArray());
        return encoded.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream to, int length) {
        if (length < 0x80) {
            to.write(length);
        } else if (length < 0x100) {
            to.write(0x81);
            to.write(length);
        } else {
            to.write(0x82);
            to.write(length >> 8);
            to.write(length);
        }
    }

    static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    static byte[] truth() {
        return new byte[] {0x01, 0x01, (byte) 0xFF};
    }

    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            writeBase128(content, Integer.parseInt(arcs[i]));
        }
        return tagged(0x06, content.toByteArray());
    }

    private static void writeBase128(ByteArrayOutputStream to, int value) {
        for (int shift = 28; shift > 0; shift -= 7) {
            if (value >> shift != 0) {
                to.write(0x80 | (value >> shift & 0x7F));
            }
        }
        to.write(value & 0x7F);
    }

    static byte[] text(String text) {
        return tagged(0x0C, text.getBytes(UTF_8));
    }

    static byte[] time(Instant instant) {
        return tagged(0x17, TWO_DIGIT_YEARS.format(instant).getBytes(US_ASCII));
    }

    static byte[] octets(byte[] content) {
        return tagged(0x04, content);
    }

    /** @param unused how many bits at the end are not used */
    static byte[] bits(int unused, byte... content) {
        return tagged(0x03, new byte[] {(byte) unused}, content);
    }
}
