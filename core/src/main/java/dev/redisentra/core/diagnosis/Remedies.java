package dev.redisentra.core.diagnosis;

import java.util.Optional;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.config.AzureService;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;

/** The commands that put a refusal right, with all that is known filled in. What is not known stands in capitals. */
final class Remedies {
    private static final String KEY_USER = "default";

    private Remedies() {}

    static String ofLogin(Case at) {
        RedisSettings settings = at.settings();
        Optional<String> principal = at.principal();
        // Behind Entra, the key's user tells that it was the key that was refused.
        boolean keyWasUsed = settings.auth() == AuthMode.ACCESS_KEY
                || (settings.auth() == AuthMode.ENTRA_THEN_ACCESS_KEY
                        && principal.filter(KEY_USER::equals).isPresent());
        if (keyWasUsed) {
            Setting key = settings.accessKeyFile().isPresent() ? Setting.ACCESS_KEY_FILE : Setting.ACCESS_KEY;
            return "Check %s, and that access keys are enabled: %s".formatted(key.variable(), listKeys(settings));
        }
        String wrongUser = settings.username().isPresent()
                ? "Check that %s is the principal's object id, or leave it out. ".formatted(Setting.USERNAME.variable())
                : "";
        return wrongUser + "Assign the principal, which has to be of the cache's tenant, to the cache: "
                + assign(settings, principal.orElse("OBJECT_ID"));
    }

    static String ofPermission(Case at) {
        RedisSettings settings = at.settings();
        return isManaged(settings)
                ? "See which policy it has, and give it one that does: az redisenterprise database"
                        + " access-policy-assignment list --resource-group RESOURCE_GROUP --cluster-name %s --database-name default"
                                .formatted(cache(settings))
                : "See which policy it has, and give it one that does (Data Reader reads, Data Contributor writes, Data"
                        + " Owner administers): az redis access-policy-assignment list --resource-group RESOURCE_GROUP --name %s"
                                .formatted(cache(settings));
    }

    /** The operator's page has a runbook for it. */
    static String ofConnections(Case at) {
        RedisSettings settings = at.settings();
        return "Use fewer replicas or smaller pools, or a larger cache. What it allows: "
                + (isManaged(settings)
                        ? "az redisenterprise show --resource-group RESOURCE_GROUP --cluster-name %s --query sku.name"
                                .formatted(cache(settings))
                        : "az redis show --resource-group RESOURCE_GROUP --name %s --query redisConfiguration.maxclients"
                                .formatted(cache(settings)));
    }

    private static String assign(RedisSettings settings, String objectId) {
        return isManaged(settings)
                ? ("az redisenterprise database access-policy-assignment create --resource-group RESOURCE_GROUP"
                                + " --cluster-name %s --database-name default --access-policy-assignment-name %s"
                                + " --access-policy-name default --object-id %s")
                        // The name allows letters and digits alone, at most 60.
                        .formatted(cache(settings), "app" + objectId.replaceAll("[^A-Za-z0-9]", ""), objectId)
                : ("az redis access-policy-assignment create --resource-group RESOURCE_GROUP --name %s"
                                + " --policy-assignment-name app --access-policy-name \"Data Contributor\""
                                + " --object-id %s --object-id-alias app")
                        .formatted(cache(settings), objectId);
    }

    private static String listKeys(RedisSettings settings) {
        return isManaged(settings)
                ? "az redisenterprise database list-keys --resource-group RESOURCE_GROUP --cluster-name %s"
                        .formatted(cache(settings))
                : "az redis list-keys --resource-group RESOURCE_GROUP --name %s".formatted(cache(settings));
    }

    private static boolean isManaged(RedisSettings settings) {
        return settings.service() == AzureService.MANAGED_REDIS;
    }

    /** Azure host names begin with the name of the cache. */
    private static String cache(RedisSettings settings) {
        return settings.service() == AzureService.OTHER
                ? "CACHE"
                : settings.host().substring(0, settings.host().indexOf('.'));
    }
}
