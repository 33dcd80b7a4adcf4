package dev.redisentra.lettuce;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.netty.SessionHandler;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the resources add to a pipeline that Lettuce has set up: some of it shows in one of many connections alone. */
@WithLocalAzure
class AuthenticatedResourcesTest {
    private final ClientResources resources = DefaultClientResources.create();
    private final CommandedSource source;

    AuthenticatedResourcesTest(LocalAzure azure) {
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        resources.shutdown(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class OfLettuce extends ChannelInboundHandlerAdapter {}

    private static List<Class<? extends ChannelHandler>> added(ClientResources to, ChannelHandler... pipeline) {
        EmbeddedChannel channel = new EmbeddedChannel(pipeline);
        try {
            to.nettyCustomizer().afterChannelInitialized(channel);
            List<String> names = channel.pipeline().names();
            return names.stream()
                    .map(channel.pipeline()::get)
                    .filter(handler -> handler != null)
                    .<Class<? extends ChannelHandler>>map(ChannelHandler::getClass)
                    .toList();
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static SslHandler tls() throws NoSuchAlgorithmException {
        return new SslHandler(SSLContext.getDefault().createSSLEngine());
    }

    @Test
    void theSessionAndTheFirstFailureStandBehindTls() throws NoSuchAlgorithmException {
        assertThat(added(LettuceClients.authenticate(resources, source), tls(), new OfLettuce()))
                .containsExactly(SslHandler.class, SessionHandler.class, FirstFailure.class, OfLettuce.class);
    }

    @Test
    void inTheClearThereIsNothing() {
        assertThat(added(LettuceClients.authenticate(resources, source), new OfLettuce()))
                .containsExactly(OfLettuce.class);
    }

    @Test
    void ofTwoSourcesTheLastOneCounts() throws NoSuchAlgorithmException {
        ClientResources twice = LettuceClients.authenticate(LettuceClients.authenticate(resources, source), source);
        assertThat(added(twice, tls(), new OfLettuce()))
                .containsExactly(SslHandler.class, SessionHandler.class, FirstFailure.class, OfLettuce.class);
    }
}
