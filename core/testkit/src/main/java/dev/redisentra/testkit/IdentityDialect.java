package dev.redisentra.testkit;

import java.io.IOException;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.sun.net.httpserver.HttpExchange;

/** In which words a token is asked for and given. */
interface IdentityDialect {
    /**
     * What is asked for.
     *
     * @param identity who is to get the token
     * @param resource that it is for
     */
    record Asked(ManagedIdentity identity, String resource) {}

    /** Those that can be asked for. */
    interface Identities {
        /**
         * The one that is named.
         *
         * @param names such as its {@code client_id}; none asks for the system-assigned one
         */
        Optional<ManagedIdentity> find(Map<String, String> names);
    }

    /** A request against the rules: it reaches no identity, and none counts it. */
    final class Refused extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        final int status;
        final String code;

        /**
         * One that is answered so.
         *
         * @param code for programs, in the dialects that have one
         */
        Refused(int status, String code, String message) {
            super(message, null, false, false);
            this.status = status;
            this.code = code;
        }
    }

    Asked read(HttpExchange exchange, Identities identities) throws IOException, Refused;

    /** The fields of an answer with a token. */
    Map<String, Object> token(IssuedToken token, Asked asked);

    /** The fields of another, as OAuth has them. */
    default Map<String, Object> failure(int status, String code, String message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", code);
        fields.put("error_description", message);
        return fields;
    }
}
