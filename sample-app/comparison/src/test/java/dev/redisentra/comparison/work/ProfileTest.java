package dev.redisentra.comparison.work;

import java.util.List;
import java.util.stream.Stream;

import dev.redisentra.comparison.work.Profile.Part;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProfileTest {
    /** Whose work it is, by the types on the stack, the innermost first; "libc" is native code, of which there is no more. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            what an adapter calls in the JDK | REDIS_ENTRA | java.util.ArrayList dev.redisentra.jedis.SessionWire SERVICE
            what that calls in the system    | REDIS_ENTRA | libc.so.6 java.lang.System dev.redisentra.core.spi.session.Session
            what the engine does             | RENEWALS    | java.time.Duration dev.redisentra.core.Renewal
            what a client does for it        | OTHERS      | sun.nio.ch.NioSocketImpl redis.clients.jedis.util.RedisOutputStream dev.redisentra.jedis.SessionWire
            the service                      | OTHERS      | java.lang.String SERVICE
            TLS and the socket, which come without us, too | OTHERS | libc.so.6 sun.security.ssl.SSLSocketImpl dev.redisentra.jedis.SessionSocket
            a lock that an adapter takes     | ITS_LOCKS   | java.util.concurrent.locks.ReentrantLock$NonfairSync dev.redisentra.jedis.SessionWire
            a lock that a client takes       | OTHERS      | java.util.concurrent.locks.ReentrantLock$NonfairSync redis.clients.jedis.Connection
            a token request                  | RENEWALS    | sun.net.www.http.HttpClient com.azure.identity.ManagedIdentityCredential SERVICE
            the kernel                       | OTHERS      | ''
            the JIT                          | OTHERS      | libjvm.so
            """)
    void whoseWorkItIs(String what, Part part, String stack) {
        List<String> types = Stream.of(stack.split(" ", -1))
                .map(type -> type.replace("SERVICE", "dev.redisentra.comparison.work.Client"))
                .toList();
        assertThat(Part.of(types)).as(what).isEqualTo(part);
    }
}
