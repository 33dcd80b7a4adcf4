package dev.redisentra.core.auth;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The secrets of this process: all that anything still holds, and the last few beyond. One list for all, as a log is one
 * for all.
 */
final class KnownSecrets {
    /** So many characters in a row of a secret are as good as the secret. */
    static final int PART = 8;

    /** Whatever is older has expired, and lets nobody in. */
    private static final int KEPT = 16;

    private static final ReferenceQueue<Secret> gone = new ReferenceQueue<>();
    private static final Set<Reference<? extends Secret>> alive = new HashSet<>();
    private static final Set<Secret> latest = new LinkedHashSet<>();

    /** Every part of those that are alive, and in how many places of them it is. */
    private static final Map<Long, Integer> parts = new HashMap<>();

    private KnownSecrets() {}

    static synchronized void remember(Secret secret) {
        forgetThoseGone();
        Parts own = new Parts(secret);
        alive.add(own);
        for (long part : own.parts) {
            parts.merge(part, 1, Integer::sum);
        }
        latest.remove(secret);
        latest.add(secret);
        if (latest.size() > KEPT) {
            latest.remove(latest.iterator().next());
        }
    }

    /** Marks the characters of the text that belong to a part of a secret. */
    static synchronized void mark(String text, boolean[] hidden) {
        forgetThoseGone();
        long part = 0;
        for (int i = 0; i < text.length(); i++) {
            part = next(part, text.charAt(i));
            if (i >= PART - 1 && parts.containsKey(part)) {
                Arrays.fill(hidden, i - PART + 1, i + 1, true);
            }
        }
    }

    private static void forgetThoseGone() {
        for (Reference<? extends Secret> one = gone.poll(); one != null; one = gone.poll()) {
            alive.remove(one);
            for (long part : ((Parts) one).parts) {
                parts.computeIfPresent(part, (same, places) -> places == 1 ? null : places - 1);
            }
        }
    }

    /** Eight characters are a number of eight bytes. Case is left out: host names and commands lose it on their way. */
    private static long next(long part, char c) {
        int folded = c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
        return (part << Byte.SIZE) | (folded & 0xFF);
    }

    /** The parts of one secret; of the secret itself not more than its last holder allows. */
    private static final class Parts extends WeakReference<Secret> {
        final long[] parts;

        Parts(Secret secret) {
            super(secret, gone);
            String text = secret.reveal();
            parts = new long[Math.max(0, text.length() - PART + 1)];
            long part = 0;
            for (int i = 0; i < text.length(); i++) {
                part = next(part, text.charAt(i));
                if (i >= PART - 1) {
                    parts[i - PART + 1] = part;
                }
            }
        }
    }
}
