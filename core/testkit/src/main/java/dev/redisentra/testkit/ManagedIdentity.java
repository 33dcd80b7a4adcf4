package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * The managed identity of one {@link LocalAzure}: its ids, its tokens, the requests that its endpoint got, and how a test
 * can make the endpoint fail. A service that gets its tokens in another way ({@link IdentityKind}) has the same principal.
 * Thread-safe. It ends with its LocalAzure. If the endpoint is still open then, for another identity, it answers with status
 * 400 for this one.
 */
public final class ManagedIdentity {
    /** A fault in effect, how many requests it still affects, and its end. */
    private record Trouble(IdentityFault fault, int times, CompletableFuture<Void> over) {}

    /** Longer than any client waits. A hanging request ends then at the latest. */
    private static final Duration LONGEST_HANG = Duration.ofMinutes(10);

    private final String clientId;
    private final String principalId;
    private final boolean systemAssigned;
    private final TokenIssuer issuer;
    private final Admissions admissions;
    private final IdentityEndpoint endpoint;
    private final AppRegistration registration = new AppRegistration();
    private final LongAdder received = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private volatile Duration tokenLifetime;
    private volatile @Nullable IssuedToken last;
    private @Nullable Trouble trouble;
    private boolean closed;

    ManagedIdentity(Clock clock, Duration tokenLifetime, boolean systemAssigned, Admissions admissions) {
        this.clientId = UUID.randomUUID().toString();
        this.principalId = UUID.randomUUID().toString();
        this.systemAssigned = systemAssigned;
        this.issuer = new TokenIssuer(clock, clientId);
        this.admissions = admissions;
        this.tokenLifetime = checked(tokenLifetime);
        this.endpoint = IdentityEndpoint.join(this);
    }

    /** The client id, for {@code AZURE_CLIENT_ID}. Each instance has a new one, because azure-identity's cache is static. */
    public String clientId() {
        return clientId;
    }

    /** The object id of the principal. It is the {@code oid} claim of the tokens, and the user name for Redis. */
    public String principalId() {
        return principalId;
    }

    /** The Azure resource id, which can also name a user-assigned identity in a request. */
    public String resourceId() {
        return "/subscriptions/7e57de57-0000-4000-8000-000000005ab5/resourceGroups/local/providers"
                + "/Microsoft.ManagedIdentity/userAssignedIdentities/" + clientId;
    }

    /** How long a token lives if it is issued now. */
    public Duration tokenLifetime() {
        return tokenLifetime;
    }

    /**
     * Sets how long tokens live, from the next token on. A JWT counts whole seconds, so a token can live up to one second
     * longer. azure-identity caches a token that has more than 300 s left, and requests any other at each call.
     *
     * @throws IllegalArgumentException if it is less than 1 s
     */
    public void tokenLifetime(Duration lifetime) {
        tokenLifetime = checked(lifetime);
    }

    /**
     * Does all that the first request would wait for: makes the key that signs tokens, and has the server answer. Nobody gets a
     * token by this, and no counter counts it.
     */
    void warmUp() throws IOException {
        issuer.issue(principalId, TokenIssuer.REDIS_AUDIENCE, tokenLifetime);
        endpoint.warmUp();
    }

    /** Issues a token for Redis, as the endpoint does, but without counting a request. */
    public IssuedToken issue() {
        return issue(TokenIssuer.REDIS_AUDIENCE, null);
    }

    /** Issues a token that Redis refuses. */
    public IssuedToken issue(TokenFlaw flaw) {
        return issue(TokenIssuer.REDIS_AUDIENCE, flaw);
    }

    /** Makes a token expire now. Returns when the connections that carried it are closed. */
    public void expire(IssuedToken token) {
        admissions.expire(token.value());
    }

    /** Makes all tokens issued so far expire now. Returns when the connections that carried one are closed. */
    public void expireAll() {
        admissions.expireAll();
    }

    /** Makes the endpoint fail in this way from now on, until {@link #recover}. It replaces an earlier fault. */
    public void fail(IdentityFault fault) {
        strike(new Trouble(fault, Integer.MAX_VALUE, new CompletableFuture<>()));
    }

    /**
     * Makes the next requests fail in this way. Then the endpoint recovers.
     *
     * @param times how many requests
     * @throws IllegalArgumentException if {@code times} is less than 1, or the fault is {@link IdentityFault#unreachable},
     *     for which no requests can be counted
     */
    public void fail(IdentityFault fault, int times) {
        if (times < 1 || fault instanceof IdentityFault.Unreachable) {
            throw new IllegalArgumentException("times is " + times + " for " + fault
                    + "; it must be 1 or more, and a connection refused cannot be counted");
        }
        strike(new Trouble(fault, times, new CompletableFuture<>()));
    }

    /** Ends the fault. Requests that hang then end, without an answer. */
    public void recover() {
        strike(null);
    }

    /** How many requests the endpoint got for this identity until now. */
    public TokenRequests requests() {
        return new TokenRequests(received.sum(), answered.sum());
    }

    /**
     * Checks that azure-identity in this JVM finds this endpoint. azure-identity reads the address from the process
     * environment, which a test cannot set.
     *
     * @throws IllegalStateException if the environment has another address, or none; the message says how to set it
     */
    public void requireReachableFromThisJvm() {
        endpoint.requireEnvironment();
    }

    boolean isSystemAssigned() {
        return systemAssigned;
    }

    IdentityEndpoint endpoint() {
        return endpoint;
    }

    AppRegistration registration() {
        return registration;
    }

    /**
     * The environment of a service that gets its tokens by this kind.
     *
     * @param directory for the files that some of the variables name
     */
    Map<String, String> environment(IdentityKind kind, Path directory) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        if (kind.asksEntra()) {
            environment.put("AZURE_AUTHORITY_HOST", endpoint.authority().toString());
            environment.put("AZURE_TENANT_ID", TokenIssuer.TENANT);
        }
        if (kind.asksEntra() || !systemAssigned) {
            environment.put("AZURE_CLIENT_ID", clientId);
        }
        switch (kind) {
            case CONTAINER_APPS, APP_SERVICE -> {
                environment.put(IdentityEndpoint.ENDPOINT, endpoint.uri().toString());
                environment.put(IdentityEndpoint.HEADER, endpoint.header());
                if (kind == IdentityKind.APP_SERVICE) {
                    environment.put("WEBSITE_SITE_NAME", "local-azure");
                }
            }
            case IMDS ->
                environment.put(
                        "AZURE_POD_IDENTITY_AUTHORITY_HOST", endpoint.host().toString());
            case WORKLOAD_IDENTITY ->
                environment.put(
                        "AZURE_FEDERATED_TOKEN_FILE",
                        registration.writeFederatedToken(directory).toString());
            case CLIENT_SECRET -> environment.put("AZURE_CLIENT_SECRET", registration.secret());
            case CLIENT_CERTIFICATE ->
                environment.put(
                        "AZURE_CLIENT_CERTIFICATE_PATH",
                        registration.writeCertificate(directory).toString());
        }
        return environment;
    }

    /** Answers one request, after any delay. If it is empty, the connection is closed without an answer. */
    Optional<IdentityAnswer> answer(String resource) throws InterruptedException {
        received.increment();
        Trouble now = nextTrouble();
        IdentityFault fault = now == null ? null : now.fault;
        if (fault instanceof IdentityFault.Status status) {
            return Optional.of(IdentityAnswer.failure(status.code(), status.retryAfter()));
        }
        if (now != null && fault instanceof IdentityFault.Hanging) {
            over(now, LONGEST_HANG);
            return Optional.empty();
        }
        if (now != null && fault instanceof IdentityFault.Slow slow && over(now, slow.delay()) && isClosed()) {
            return Optional.empty();
        }
        IssuedToken previous = last;
        IssuedToken token = fault instanceof IdentityFault.SameToken && previous != null
                ? previous
                : issue(resource, fault instanceof IdentityFault.Flawed flawed ? flawed.flaw() : null);
        last = token;
        answered.increment();
        return Optional.of(IdentityAnswer.of(token));
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        recover();
        endpoint.leave(this);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private IssuedToken issue(String audience, @Nullable TokenFlaw flaw) {
        if (flaw != null) {
            return issuer.issue(principalId, audience, tokenLifetime, flaw);
        }
        IssuedToken token = issuer.issue(principalId, audience, tokenLifetime);
        if (TokenIssuer.isRedis(audience)) {
            admissions.admit(token);
        }
        return token;
    }

    private void strike(@Nullable Trouble next) {
        Trouble ended;
        synchronized (this) {
            ended = trouble;
            trouble = next;
        }
        if (ended != null) {
            ended.over.complete(null);
        }
        endpoint.reachable(this, next == null || !(next.fault instanceof IdentityFault.Unreachable));
    }

    private synchronized @Nullable Trouble nextTrouble() {
        Trouble now = trouble;
        if (now != null && now.times != Integer.MAX_VALUE) {
            trouble = now.times == 1 ? null : new Trouble(now.fault, now.times - 1, now.over);
        }
        return now;
    }

    private static boolean over(Trouble trouble, Duration atMost) throws InterruptedException {
        try {
            trouble.over.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration checked(Duration lifetime) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("tokenLifetime is " + lifetime + "; it must be 1 s or more");
        }
        return lifetime;
    }

    @Override
    public String toString() {
        return "ManagedIdentity[clientId=" + clientId + ", principalId=" + principalId + "]";
    }
}
