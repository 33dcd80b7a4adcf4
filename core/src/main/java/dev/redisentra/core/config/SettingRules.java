package dev.redisentra.core.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.Redaction;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;

/** The rules that settings keep, whichever way they came. Collects the faults of one configuration. */
final class SettingRules {
    /** A resource, and what it offers by default: azure-identity wants it so. */
    private static final String SCOPE = ".+/\\.default";

    private static final String GUID = "(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}";

    private final Function<Setting, String> naming;
    private final Map<Setting, SettingFault> faults = new EnumMap<>(Setting.class);

    SettingRules(Function<Setting, String> naming) {
        this.naming = naming;
    }

    /** Notes a fault. The first of a setting stands: the later ones tend to follow from it. */
    void refuse(Setting setting, @Nullable String value, String rule) {
        String shown = value == null ? "" : ShownValue.of(setting, value);
        faults.putIfAbsent(setting, new SettingFault(naming.apply(setting), shown, rule));
    }

    /** Returns the host name, which the compiler then knows to be there. */
    String check(RedisSettings.Builder draft) {
        refuseSecret(Setting.HOST, draft.host);
        refuseSecret(Setting.USERNAME, draft.username);
        refuseSecret(Setting.SCOPE, draft.scope);
        refuseSecret(Setting.CLIENT_ID, draft.clientId);
        String host = checkHost(draft.host);
        if (draft.port != null) {
            checkPort(draft.port, host);
        }
        checkKeys(draft);
        checkFile(Setting.TLS_CA, draft.tlsCa);
        if (!draft.scope.matches(SCOPE)) {
            refuse(Setting.SCOPE, draft.scope, "must end in /.default, as in " + RedisSettings.PUBLIC_CLOUD_SCOPE);
        }
        if (draft.clientId != null && !draft.clientId.matches(GUID)) {
            refuse(
                    Setting.CLIENT_ID,
                    draft.clientId,
                    "must be the client id of the identity, a GUID: az identity show --query clientId");
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(List.copyOf(new ArrayList<>(faults.values())));
        }
        return host;
    }

    /** These are logged, sent to name servers and shown to everybody who looks at the service. */
    private void refuseSecret(Setting setting, @Nullable String value) {
        if (value != null && Redaction.looksSecret(value)) {
            refuse(
                    setting,
                    value,
                    "holds what looks like an access key or a token; a key goes into %s"
                            .formatted(naming.apply(Setting.ACCESS_KEY)));
        }
    }

    private String checkHost(@Nullable String host) {
        if (host == null) {
            refuse(Setting.HOST, null, "is required: the cache's host name, such as NAME.REGION.redis.azure.net");
            return "";
        }
        if (!HostName.isValid(host)) {
            refuse(Setting.HOST, host, "must be a host name alone, without scheme, port or path");
        }
        return host;
    }

    private void checkPort(int port, String host) {
        if (port < 1 || port > 65_535) {
            refuse(Setting.PORT, Integer.toString(port), "must be a number from 1 to 65535");
            return;
        }
        AzureService service = AzureService.of(host);
        if (service.neverListensOn(port)) {
            refuse(
                    Setting.PORT,
                    Integer.toString(port),
                    "%s is %s, which listens with TLS on %d: set that, or leave %s out"
                            .formatted(host, service.title(), service.tlsPort(), naming.apply(Setting.PORT)));
        }
    }

    private void checkFile(Setting setting, @Nullable Path file) {
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            refuse(setting, file.toString(), "there is no such file, or it cannot be read");
        }
    }

    private void checkKeys(RedisSettings.Builder draft) {
        boolean hasPrimary = draft.accessKey != null || draft.accessKeyFile != null;
        if (draft.effectiveAuth() != AuthMode.ENTRA && !hasPrimary) {
            refuse(
                    Setting.ACCESS_KEY,
                    null,
                    "is required where %s is %s".formatted(naming.apply(Setting.AUTH), draft.effectiveAuth()));
        } else if (!hasPrimary && draft.secondaryAccessKey != null) {
            refuse(Setting.ACCESS_KEY_SECONDARY, draft.secondaryAccessKey.toString(), needsPrimary());
        } else if (!hasPrimary && draft.secondaryAccessKeyFile != null) {
            refuse(Setting.ACCESS_KEY_SECONDARY_FILE, draft.secondaryAccessKeyFile.toString(), needsPrimary());
        }
        checkKeyFile(Setting.ACCESS_KEY_FILE, draft.accessKeyFile, Setting.ACCESS_KEY, draft.accessKey);
        checkKeyFile(
                Setting.ACCESS_KEY_SECONDARY_FILE,
                draft.secondaryAccessKeyFile,
                Setting.ACCESS_KEY_SECONDARY,
                draft.secondaryAccessKey);
    }

    private String needsPrimary() {
        return "needs %s as well".formatted(naming.apply(Setting.ACCESS_KEY));
    }

    private void checkKeyFile(Setting setting, @Nullable Path file, Setting instead, @Nullable Secret key) {
        if (file != null && key != null) {
            refuse(setting, file.toString(), "stands for %s: set one of the two".formatted(naming.apply(instead)));
        }
        checkFile(setting, file);
    }
}
