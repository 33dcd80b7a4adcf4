package dev.redisentra.testkit;

/**
 * By which way a service on Azure comes to its tokens, for {@link LocalAzure#environment(IdentityKind)}. All of them lead to the
 * one {@link ManagedIdentity}, which fails on each as it is told to.
 */
public enum IdentityKind {
    /** {@code IDENTITY_ENDPOINT} and {@code IDENTITY_HEADER}. */
    CONTAINER_APPS,

    /** The same two, for App Service has the same dialect: no difference is documented. It also names the web app. */
    APP_SERVICE,

    /**
     * The instance metadata service of virtual machines and of AKS, which sets no variables. Its address is 169.254.169.254;
     * {@code AZURE_POD_IDENTITY_AUTHORITY_HOST} leads Azure's libraries elsewhere.
     */
    IMDS,

    /** A pod on AKS: the token in a file is exchanged for one of Entra's, at {@code AZURE_AUTHORITY_HOST}. */
    WORKLOAD_IDENTITY,

    /** A service principal with a secret. */
    CLIENT_SECRET,

    /** A service principal with a certificate. */
    CLIENT_CERTIFICATE;

    /** Whether Entra itself is asked, over TLS. */
    boolean asksEntra() {
        return this == WORKLOAD_IDENTITY || this == CLIENT_SECRET || this == CLIENT_CERTIFICATE;
    }
}
