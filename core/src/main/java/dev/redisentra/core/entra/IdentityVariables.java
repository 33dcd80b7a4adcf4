package dev.redisentra.core.entra;

import java.net.URI;
import java.util.List;

import com.azure.core.credential.TokenCredential;
import com.azure.core.util.Configuration;
import com.azure.identity.DefaultAzureCredentialBuilder;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.SettingFault;
import org.jspecify.annotations.Nullable;

/**
 * The variables that azure-identity reads by itself, and throws at in its own way where they are wrong: here they are faults
 * of the settings like others.
 */
final class IdentityVariables {
    private static final String WHICH = "AZURE_TOKEN_CREDENTIALS";
    private static final String AUTHORITY = "AZURE_AUTHORITY_HOST";

    private IdentityVariables() {}

    /** To be called before there is a builder: its constructor throws. */
    static void requireAuthority() {
        String authority = value(AUTHORITY);
        if (authority != null && !isHttps(authority)) {
            throw fault(AUTHORITY, authority, "must be where Entra is, such as https://login.microsoftonline.com/");
        }
    }

    /** Whether they choose among the credentials. */
    static boolean choose() {
        return value(WHICH) != null;
    }

    static TokenCredential build(DefaultAzureCredentialBuilder builder) {
        try {
            return builder.build();
        } catch (IllegalArgumentException refused) {
            String which = value(WHICH);
            if (which != null && String.valueOf(refused.getMessage()).contains(WHICH)) {
                throw fault(
                        WHICH,
                        which,
                        "must be prod, dev or the name of one credential, such as ManagedIdentityCredential");
            }
            throw refused;
        }
    }

    private static InvalidSettingsException fault(String name, String value, String rule) {
        return new InvalidSettingsException(List.of(new SettingFault(name, value, rule)));
    }

    private static @Nullable String value(String name) {
        String value = Configuration.getGlobalConfiguration().get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static boolean isHttps(String text) {
        try {
            URI uri = URI.create(text);
            return "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
        } catch (IllegalArgumentException noUri) {
            return false;
        }
    }
}
