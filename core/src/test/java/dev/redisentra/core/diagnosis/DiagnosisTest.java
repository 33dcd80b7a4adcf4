package dev.redisentra.core.diagnosis;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.core.diagnosis.Diagnosis.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DiagnosisTest {
    @TempDir
    Path directory;

    private static final String OID = "7c3c0b2e-4c52-4b7e-9f43-6a1d0a3d6f10";
    private static final RedisSettings ACR =
            RedisSettings.builder().host("contoso.redis.cache.windows.net").build();
    private static final RedisSettings AMR =
            RedisSettings.builder().host("contoso.westeurope.redis.azure.net").build();

    @Test
    void fillsTheCommandInWithWhatIsKnown() {
        assertThat(Diagnosis.of(new IOException("WRONGPASS"), ACR, OID).remedy())
                .contains("--name contoso ", "--object-id " + OID, "--policy-assignment-name");
        assertThat(Diagnosis.of(new IOException("WRONGPASS"), AMR, OID).remedy())
                .contains("--cluster-name contoso ", "--object-id " + OID)
                .containsPattern("--access-policy-assignment-name [A-Za-z0-9]{1,60} ");
    }

    @Test
    void blamesTheKeyWhereAKeyWasUsed() {
        RedisSettings withKey = RedisSettings.builder()
                .host("contoso.redis.cache.windows.net")
                .accessKey(Secret.of("k3y"))
                .build();

        assertThat(Diagnosis.of(new IOException("WRONGPASS"), withKey, "default")
                        .toString())
                .contains("REDIS_ACCESS_KEY", "az redis list-keys")
                .doesNotContain("k3y");
    }

    @Test
    void blamesTheKeyThatWasFallenBackOn() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "k3y");
        RedisSettings both = RedisSettings.builder()
                .host("contoso.redis.cache.windows.net")
                .auth(AuthMode.ENTRA_THEN_ACCESS_KEY)
                .accessKeyFile(file)
                .build();

        assertThat(Diagnosis.of(new IOException("WRONGPASS"), both, "default").remedy())
                .contains("REDIS_ACCESS_KEY_FILE", "az redis list-keys");
        assertThat(Diagnosis.of(new IOException("WRONGPASS"), both, OID).remedy())
                .contains("access-policy-assignment create");
    }

    /** As Redis 6 and Redis 7 put it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOPERM this user has no permissions to run the 'flushall' command or its subcommand",
                "NOPERM User 7c3c has no permissions to run the 'flushall' command"
            })
    void namesTheCommandAndThePolicies(String said) {
        Diagnosis diagnosis = Diagnosis.of(new IOException(said), ACR, OID);

        assertThat(diagnosis.what())
                .startsWith("The access policy of " + OID + " does not allow the command FLUSHALL: NOPERM ");
        assertThat(diagnosis.remedy()).contains("Data Contributor", "Data Owner");
        assertThat(Diagnosis.of(new IOException("NOPERM No permissions to access a key"), ACR, OID)
                        .what())
                .contains("does not allow this: NOPERM No permissions to access a key.");
    }

    /** As in a start that fails before its token is there. */
    @Test
    void saysWhatItCanOfAPrincipalThatIsNotKnown() {
        assertThat(Diagnosis.of(new IOException("WRONGPASS"), ACR, OID).what())
                .isEqualTo("contoso.redis.cache.windows.net refused the login of user " + OID + " (WRONGPASS).");
        assertThat(Diagnosis.of(new IOException("WRONGPASS"), ACR, null).what())
                .isEqualTo("contoso.redis.cache.windows.net refused the login of this application (WRONGPASS).");
        assertThat(Diagnosis.of(new IOException("NOPERM"), ACR, null).what())
                .isEqualTo("The access policy of this application does not allow this: NOPERM.");
    }

    @Test
    void handsOnWhatTheSourceAlreadyExplained() {
        AuthException noIdentity =
                new AuthException(AuthException.Kind.NO_IDENTITY, "No identity.", "Assign one.", null);

        assertThat(Diagnosis.of(new IllegalStateException(noIdentity), ACR, null))
                .isEqualTo(new Diagnosis(Problem.IDENTITY, "No identity.", "Assign one."));
    }

    @Test
    void tellsAClusterFromNone() {
        RedisSettings cluster = RedisSettings.builder()
                .host("localhost")
                .topology(Topology.CLUSTER)
                .build();

        assertThat(Diagnosis.of(new IOException("ERR This instance has cluster support disabled"), cluster, null)
                        .remedy())
                .isEqualTo("Set REDIS_TOPOLOGY=standalone.");
    }

    @Test
    void looksThroughSuppressedAndCircularCauses() {
        IllegalStateException outer = new IllegalStateException("outer");
        outer.addSuppressed(new IllegalStateException("inner", new ConnectException("Connection refused")));
        outer.addSuppressed(new IllegalStateException("back", outer));

        assertThat(Diagnosis.of(outer, ACR, null).problem()).isEqualTo(Problem.REFUSED);
    }
}
