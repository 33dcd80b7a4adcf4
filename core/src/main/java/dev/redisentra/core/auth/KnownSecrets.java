package dev.redisentra.core.auth;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The secrets of this process: all that anything still holds, and the last few beyond. One list for all, as a log is one
 * for all.
 */
final class KnownSecrets {
    /** So many characters in a row of a secret are as good as the secret. */
    static final int PART = 8;

    /** Whatever is older has expired, and lets nobody in. */
    private static final int KEPT = 16;

    private static final Map<Secret, Parts> alive = new WeakHashMap<>();
    private static final Set<Secret> latest = new LinkedHashSet<>();

    private KnownSecrets() {}

    /** The same secret, or the one that is known already: of equal ones the first would take the entry away with it. */
    static synchronized Secret remember(Secret secret) {
        Parts parts = alive.get(secret);
        Secret known = parts == null ? null : parts.of.get();
        if (known == null) {
            known = secret;
            alive.remove(secret);
            alive.put(secret, new Parts(secret));
        }
        latest.remove(known);
        latest.add(known);
        if (latest.size() > KEPT) {
            latest.remove(latest.iterator().next());
        }
        return known;
    }

    /** Marks the characters of the text that belong to a part of a secret. */
    static void mark(String text, boolean[] hidden) {
        if (text.length() < PART) {
            return;
        }
        List<Parts> secrets = secrets();
        long part = 0;
        for (int i = 0; i < text.length(); i++) {
            part = next(part, text.charAt(i));
            if (i >= PART - 1 && isOfAny(secrets, part)) {
                Arrays.fill(hidden, i - PART + 1, i + 1, true);
            }
        }
    }

    private static synchronized List<Parts> secrets() {
        return new ArrayList<>(alive.values());
    }

    private static boolean isOfAny(List<Parts> secrets, long part) {
        for (Parts parts : secrets) {
            if (Arrays.binarySearch(parts.sorted, part) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Eight characters are a number of eight bytes. Case is left out: host names and commands lose it on their way. */
    private static long next(long part, char c) {
        int folded = c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
        return (part << Byte.SIZE) | (folded & 0xFF);
    }

    /** The parts of one secret, in order; of the secret itself not more than its last holder allows. */
    private static final class Parts {
        final WeakReference<Secret> of;
        final long[] sorted;

        Parts(Secret secret) {
            of = new WeakReference<>(secret);
            String text = secret.reveal();
            sorted = new long[Math.max(0, text.length() - PART + 1)];
            long part = 0;
            for (int i = 0; i < text.length(); i++) {
                part = next(part, text.charAt(i));
                if (i >= PART - 1) {
                    sorted[i - PART + 1] = part;
                }
            }
            Arrays.sort(sorted);
        }
    }
}
