package dev.redisentra.sample.doctor;

import dev.redisentra.core.auth.Redaction;
import dev.redisentra.core.diagnosis.Diagnosis;
import org.jspecify.annotations.Nullable;

/**
 * What one check found. Holds no secret.
 *
 * @param found what is there, or what is wrong, or why the check was skipped
 * @param remedy what fixes it, where something is wrong
 */
record Finding(
        Check check,
        Verdict verdict,
        String found,
        @Nullable String remedy) {
    Finding {
        found = Redaction.of(found);
        remedy = remedy == null ? null : Redaction.of(remedy);
    }

    /** The steps on the way to Redis, in their order. */
    enum Check {
        CONFIGURATION("configuration"),
        DNS("DNS"),
        TCP("TCP"),
        TLS("TLS"),
        TOKEN("token"),
        LOGIN("login"),
        SET_AND_GET("SET and GET");

        private final String title;

        Check(String title) {
            this.title = title;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    /** How it stands. */
    enum Verdict {
        OK,
        FAILED,
        SKIPPED;

        @Override
        public String toString() {
            return this == FAILED ? "FAILED" : this == OK ? "ok" : "-";
        }
    }

    static Finding ok(Check check, String found) {
        return new Finding(check, Verdict.OK, found, null);
    }

    static Finding failed(Check check, Diagnosis diagnosis) {
        return failed(check, diagnosis.what(), diagnosis.remedy());
    }

    static Finding failed(Check check, String found, String remedy) {
        return new Finding(check, Verdict.FAILED, found, remedy);
    }

    static Finding skipped(Check check, Check because) {
        return new Finding(check, Verdict.SKIPPED, "Skipped, because " + because + " did not pass", null);
    }
}
