package dev.redisentra.testkit;

import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Implements {@link WithLocalAzure}, for JUnit 5.10 and later. */
final class LocalAzureExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LocalAzureExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalAzure.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The nearest annotation counts. The context of its element owns the instance.
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            ExtensionContext owner = at.get();
            Optional<WithLocalAzure> options = owner.getElement().flatMap(element -> annotation(element));
            if (options.isPresent()) {
                return startedFor(owner, options.get()).azure;
            }
        }
        throw new ParameterResolutionException("@WithLocalAzure is on neither the method nor its class");
    }

    @SuppressWarnings("deprecation") // what takes its place is not in JUnit 5.12
    private static Started startedFor(ExtensionContext owner, WithLocalAzure options) {
        return Objects.requireNonNull(owner.getStore(NAMESPACE)
                .getOrComputeIfAbsent(owner.getUniqueId(), id -> new Started(start(options)), Started.class));
    }

    private static Optional<WithLocalAzure> annotation(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, WithLocalAzure.class);
    }

    private static LocalAzure start(WithLocalAzure options) {
        LocalAzure.Builder builder = LocalAzure.builder()
                .topology(options.topology())
                .replicas(options.replicas())
                .redis(options.redis())
                .tokenLifetime(Duration.ofSeconds(options.tokenLifetimeSeconds()));
        if (options.systemAssigned()) {
            builder.systemAssigned();
        }
        LocalAzure azure = builder.start();
        if (options.azureIdentity()) {
            try {
                azure.identity().requireReachableFromThisJvm();
            } catch (IllegalStateException e) {
                azure.close();
                throw e;
            }
        }
        return azure;
    }

    /** JUnit closes objects in its store by type. Before 5.13 it is the first of these, and since then the second. */
    @SuppressWarnings("deprecation")
    private record Started(LocalAzure azure) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            azure.close();
        }
    }
}
