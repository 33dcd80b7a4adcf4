package dev.redisentra.core.entra;

import java.util.Map;

/**
 * Where the service runs, as far as its environment tells. How an identity gets there differs, and so does what to check.
 * A virtual machine sets no variable, so it is part of what is unknown.
 */
enum Platform {
    CONTAINER_APPS(assigned("container app", "az containerapp identity show")),
    CONTAINER_APPS_JOB(assigned("job", "az containerapp job identity show")),
    FUNCTIONS(assigned("function app", "az functionapp identity show")),
    APP_SERVICE(assigned("web app", "az webapp identity show")),
    WORKLOAD_IDENTITY(
            "Check the identity's federated credential (az identity federated-credential list): its subject has to"
                    + " be system:serviceaccount:NAMESPACE:NAME of this pod's service account."),
    KUBERNETES("Workload identity has set no variables in this pod. Check its label azure.workload.identity/use and the"
            + " client id at its service account, and start it again; a pod that is older than the webhook gets none."),
    UNKNOWN("On Azure, check that an identity is assigned (on a virtual machine: az vm identity show) and that"
            + " AZURE_CLIENT_ID is set for a user-assigned one; elsewhere, log in with az login or set"
            + " AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.");

    private final String whatToCheck;

    Platform(String whatToCheck) {
        this.whatToCheck = whatToCheck;
    }

    /** By the variables that each platform sets by itself. Function apps have those of web apps, too. */
    static Platform of(Map<String, String> environment) {
        if (environment.containsKey("CONTAINER_APP_NAME")) {
            return CONTAINER_APPS;
        } else if (environment.containsKey("CONTAINER_APP_JOB_NAME")) {
            return CONTAINER_APPS_JOB;
        } else if (environment.containsKey("FUNCTIONS_EXTENSION_VERSION")) {
            return FUNCTIONS;
        } else if (environment.containsKey("WEBSITE_SITE_NAME")) {
            return APP_SERVICE;
        } else if (environment.containsKey("AZURE_FEDERATED_TOKEN_FILE")) {
            return WORKLOAD_IDENTITY;
        } else if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            return KUBERNETES;
        }
        return UNKNOWN;
    }

    String whatToCheck() {
        return whatToCheck;
    }

    private static String assigned(String to, String command) {
        return "Check that an identity is assigned to the %s (%s), and that AZURE_CLIENT_ID is set for a user-assigned one."
                .formatted(to, command);
    }
}
