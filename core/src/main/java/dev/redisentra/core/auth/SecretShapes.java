package dev.redisentra.core.auth;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How Azure's secrets look, for those that nobody has told. */
final class SecretShapes {
    /** A JSON object in base64, as tokens begin, and the parts that follow it. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]{5,}(?:\\.[A-Za-z0-9_-]*){0,2}");

    /** Base64. Access keys have 43 characters of it, and a sign of equality; names and words are shorter. */
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{32,}(=*)");

    /** Azure's own mark, by which scanners find its keys. */
    private static final String MARK = "AzCa";

    /** Of 42 pairs of neighbours in a random key, 27 differ in kind. Words in capitals and small letters have a few. */
    private static final int CHANGES_OF_NO_WORD = 8;

    /** Of capitals and of small letters. Of 43 random characters, 17 are one of either. */
    private static final int FEW_OF_A_KIND = 4;

    private SecretShapes() {}

    static void mark(String text, boolean[] hidden) {
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            Arrays.fill(hidden, token.start(), token.end(), true);
        }
        Matcher base64 = BASE64.matcher(text);
        while (base64.find()) {
            if (isRandom(text, base64.start(), base64.start(1), !base64.group(1).isEmpty())) {
                Arrays.fill(hidden, base64.start(), base64.end(), true);
            }
        }
    }

    /** Capitals, small letters and digits in no order. A GUID or a digest in hexadecimal has one case of letters only. */
    private static boolean isRandom(String text, int from, int to, boolean padded) {
        if (text.substring(from, to).contains(MARK)) {
            return true;
        }
        int changes = 0;
        int capitals = 0;
        int smalls = 0;
        for (int i = from; i < to; i++) {
            int kind = kind(text.charAt(i));
            capitals += kind == 'A' ? 1 : 0;
            smalls += kind == 'a' ? 1 : 0;
            if (i > from && kind != 0 && kind(text.charAt(i - 1)) != 0 && kind != kind(text.charAt(i - 1))) {
                changes++;
            }
        }
        return Math.min(capitals, smalls) >= FEW_OF_A_KIND
                && changes >= (padded ? CHANGES_OF_NO_WORD : (to - from) / 3);
    }

    private static int kind(char c) {
        if (c >= 'A' && c <= 'Z') {
            return 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return 'a';
        }
        return c >= '0' && c <= '9' ? '0' : 0;
    }
}
