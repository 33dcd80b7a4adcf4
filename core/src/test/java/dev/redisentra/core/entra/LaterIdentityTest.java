package dev.redisentra.core.entra;

import java.util.ArrayList;
import java.util.List;

import com.azure.core.credential.TokenCredential;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LaterIdentityTest {
    private static final TokenCredential MADE = request -> Mono.empty();

    @Test
    void itIsMadeOnceAndNotBeforeItIsAsked() {
        List<String> makings = new ArrayList<>();
        LaterIdentity identity = new LaterIdentity(() -> {
            makings.add("made");
            return MADE;
        });
        assertThat(makings).isEmpty();

        assertThat(identity.get()).isSameAs(MADE);
        assertThat(identity.get()).isSameAs(MADE);
        assertThat(makings).hasSize(1);
    }

    @Test
    void afterAFailureItIsTriedAgain() {
        List<String> makings = new ArrayList<>();
        LaterIdentity identity = new LaterIdentity(() -> {
            makings.add("tried");
            if (makings.size() == 1) {
                throw new IllegalStateException("not yet");
            }
            return MADE;
        });

        assertThatIllegalStateException().isThrownBy(identity::get);
        assertThat(identity.get()).isSameAs(MADE);
    }
}
