package dev.redisentra.core.entra;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a token is for: the URI of a resource, or the id of the application behind it. Entra puts either into a token,
 * whichever it was asked for.
 */
record Resource(String name) {
    /** Azure's Redis in the public cloud: two names that Microsoft documents for one thing. */
    private static final Set<String> REDIS = Set.of("https://redis.azure.com", "acca5fbb-b7e4-4009-81f1-37e38fd66d78");

    private static final Pattern GUID =
            Pattern.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    /** Scheme and host go by without case, and what follows does not. */
    private static final Pattern ORIGIN = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*");

    static Resource of(String text) {
        String name = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (GUID.matcher(name).matches()) {
            return new Resource(name.toLowerCase(Locale.ROOT));
        }
        Matcher origin = ORIGIN.matcher(name);
        return new Resource(
                origin.find() ? origin.group().toLowerCase(Locale.ROOT) + name.substring(origin.end()) : name);
    }

    /** Whether they are known to be two. Which URI an application's id stands for, the two alone cannot tell. */
    boolean isOtherThan(Resource other) {
        if (name.equals(other.name) || (isRedis() && other.isRedis())) {
            return false;
        }
        return (isUri() || isRedis()) && (other.isUri() || other.isRedis());
    }

    private boolean isUri() {
        return name.contains("://");
    }

    private boolean isRedis() {
        return REDIS.contains(name);
    }
}
