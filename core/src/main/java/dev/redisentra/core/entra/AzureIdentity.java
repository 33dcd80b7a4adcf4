package dev.redisentra.core.entra;

import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.CredentialUnavailableException;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.microsoft.aad.msal4j.MsalException;
import com.microsoft.aad.msal4j.MsalServiceException;
import dev.redisentra.core.config.RedisSettings;
import org.jspecify.annotations.Nullable;

/**
 * The way to azure-identity, and to MSAL below it. An application that has its own {@link TokenCredential}, or uses access
 * keys, may leave both out. Nothing that refers to them is then loaded.
 */
final class AzureIdentity {
    private static final boolean IS_THERE = isThere();

    private AzureIdentity() {}

    private static boolean isThere() {
        try {
            Class.forName(
                    "com.azure.identity.DefaultAzureCredentialBuilder", false, AzureIdentity.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError leftOut) {
            return false;
        }
    }

    /** What the environment has. */
    static Supplier<TokenCredential> ofEnvironment(RedisSettings settings) {
        if (!IS_THERE) {
            throw new IllegalStateException("azure-identity finds the environment's identity, and it is missing. Add"
                    + " the dependency com.azure:azure-identity (a modular application also requires com.azure.identity),"
                    + " hand a TokenCredential to EntraStrategy.of(..), or set REDIS_AUTH=access-key.");
        }
        IdentityVariables.requireAuthority();
        LaterIdentity identity = new LaterIdentity(() -> build(settings, new DefaultAzureCredentialBuilder()));
        if (IdentityVariables.choose()) {
            identity.get(); // A wrong choice is a fault of the settings, which is told before there is a source.
        }
        return identity;
    }

    static TokenCredential build(RedisSettings settings, DefaultAzureCredentialBuilder builder) {
        settings.clientId().ifPresent(builder::managedIdentityClientId);
        return IdentityVariables.build(builder);
    }

    /** Whether it says that an identity could not even be asked. */
    static boolean isUnavailable(Throwable failure) {
        return IS_THERE && failure instanceof CredentialUnavailableException;
    }

    /** Whether it is what the one said who was asked, and not what was made of it on the way. */
    static boolean isSaid(Throwable failure) {
        return IS_THERE && failure instanceof MsalException;
    }

    /** The HTTP status that was answered; null where there was none. */
    static @Nullable Integer status(Throwable failure) {
        return IS_THERE && failure instanceof MsalServiceException msal ? msal.statusCode() : null;
    }
}
