package dev.redisentra.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;

import dev.redisentra.sample.local.LocalPage;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The status page in a real browser, as one sees it in the local run. {@code -Dscreenshots=DIRECTORY} says where to put the
 * pictures; docs/img has two of them.
 */
@Isolated("takes the identity endpoint away, which is one for all of this JVM's tests")
class StatusPageIT {
    private static final Path JAR = Path.of(SampleImage.packagedJar());
    private static final Path SCREENSHOTS = Path.of(System.getProperty("screenshots", "target/screenshots"));

    /** The contrast of text with what is behind it, by WCAG's formula; 4.5 is its level AA. */
    private static final String LEAST_CONTRAST = """
            (() => {
              const channels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
              const luminance = colour => channels(colour).map(c => c / 255)
                .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = element => {
                const colour = getComputedStyle(element).backgroundColor;
                return colour === 'rgba(0, 0, 0, 0)' && element.parentElement ? behind(element.parentElement) : colour;
              };
              const contrasts = [...document.querySelectorAll('h1, h2, dt, dd, p, button, output, figcaption, li span')]
                .filter(element => element.textContent.trim() && !element.disabled)
                .map(element => {
                  const [one, other] = [getComputedStyle(element).color, behind(element)].map(luminance);
                  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
                });
              return Math.min(...contrasts).toFixed(2);
            })()
            """;

    @Tag("long")
    @Test
    void thePageShowsWhatHappens() throws Exception {
        Optional<Path> chromium = Browser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on this machine: apt-get install chromium");
        try (LocalAzure azure = LocalAzure.builder()
                        .tokenLifetime(Duration.ofSeconds(20))
                        .start();
                LocalPage page = LocalPage.open(azure, JAR);
                SampleProcess sample = SampleProcess.start(environment(azure, page));
                Browser browser = Browser.start(chromium.get())) {
            int port = sample.awaitPort();
            browser.window(1100, 1150);
            browser.theme("light");
            browser.open("http://localhost:" + port + "/");

            awaitText(browser, "client", "jedis");
            awaitText(browser, "state", "logged in");
            awaitText(browser, "host", "localhost:" + azure.redis().port() + " (standalone)");
            awaitText(browser, "principal", azure.identity().principalId());
            assertThat(browser.text("expires")).matches("\\d+ s");
            assertThat(browser.text("renewal")).matches("\\d+ s");
            // From the first seconds on the plots fill their width.
            awaitTrue(
                    browser,
                    "(points => points[0].x === 0 && points.at(-1).x === 600)"
                            + "([...document.querySelector('#throughput polyline').points])");
            browser.click("job");
            awaitText(browser, "answer", "GET health: ok");

            browser.click("load");
            awaitText(browser, "answer", "Done:");
            assertThat(browser.text("answer")).contains(", 0 failed");
            awaitTrue(browser, "document.querySelectorAll('#throughput polyline').length > 0");
            awaitTrue(browser, "document.querySelectorAll('#latency line.renewed').length > 0");
            awaitTrue(browser, "document.querySelectorAll('#happenings li .reauthenticated').length > 0");
            looksWell(browser, "well");

            faultsAreSeen(browser);

            browser.open("http://127.0.0.1:" + port + "/");
            awaitText(browser, "azure-told", "All is well");
            control(browser, "all-well");
            browser.evaluate("String(fetch = () => Promise.reject(new Error('gone')))");
            browser.click("all-well");
            awaitText(browser, "azure-told", "Not done: the local run cannot be reached");
            assertThat(browser.exceptions()).isEmpty();
        }
    }

    /** In both themes and on a phone: legible, and nothing sticks out. */
    private static void looksWell(Browser browser, String name) throws IOException {
        for (String theme : new String[] {"light", "dark"}) {
            browser.theme(theme);
            assertThat(Double.parseDouble(browser.evaluate(LEAST_CONTRAST)))
                    .as("%s, %s", name, theme)
                    .isGreaterThanOrEqualTo(4.5);
            browser.screenshot(SCREENSHOTS.resolve("%s-%s.png".formatted(name, theme)));
        }
        browser.window(360, 780);
        // The browser lays the page out again in its own time.
        awaitTrue(browser, "document.documentElement.scrollWidth <= 360");
        browser.screenshot(SCREENSHOTS.resolve(name + "-phone.png"));
        browser.window(1100, 1150);
        // Named for those who do not see them.
        awaitTrue(
                browser,
                "[...document.querySelectorAll('svg')].every(plot => plot.getAttribute('aria-label').includes('now'))");
    }

    /** Each control of the local run, and what the page makes of it. */
    private static void faultsAreSeen(Browser browser) throws IOException {
        control(browser, "redis-down");
        awaitJob(browser, "Nothing listens on");
        awaitText(browser, "state", "Redis is not available");
        awaitText(browser, "trouble", "Nothing listens on");
        awaitTrue(browser, "document.querySelectorAll('#throughput line.failed').length > 0");
        looksWell(browser, "redis-down");
        control(browser, "all-well");
        awaitJob(browser, "GET health: ok");
        awaitText(browser, "state", "logged in");

        control(browser, "refuse-auth");
        awaitTrue(browser, "document.querySelectorAll('#happenings li .trouble').length > 0");
        awaitTrue(browser, "document.querySelectorAll('#throughput line.trouble').length > 0");
        awaitText(browser, "azure-seen", "trouble");
        looksWell(browser, "refuse-auth");
        control(browser, "all-well");

        control(browser, "cut-connections");
        awaitJob(browser, "GET health: ok");
        looksWell(browser, "cut-connections");

        control(browser, "short-life");
        awaitTrue(browser, "/^\\d s$/.test(document.getElementById('expires').textContent)");
        looksWell(browser, "short-life");

        control(browser, "identity-down");
        awaitText(browser, "happenings", "about to expire");
        awaitTrue(browser, "['at-risk', 'expired'].includes(document.getElementById('state').dataset.state)");
        awaitText(browser, "trouble", "identity");
        looksWell(browser, "identity-down");
        control(browser, "all-well");
        awaitText(browser, "state", "logged in");
    }

    private static void control(Browser browser, String name) throws IOException {
        browser.click(name);
        awaitText(browser, "azure-told", "Done: " + name);
        awaitText(browser, "azure-expected", "Expect: ");
        awaitText(browser, "azure-seen", "Seen in ");
    }

    private static void awaitJob(Browser browser, String answer) {
        await().atMost(SampleProcess.PATIENCE).until(() -> {
            browser.click("job");
            return browser.text("answer").contains(answer);
        });
    }

    @Test
    void thePackagedSampleHasNoControls() throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            assertThat(jar.stream().map(Object::toString))
                    .contains("BOOT-INF/classes/static/index.html")
                    .noneMatch(
                            name -> name.contains("testkit") || name.contains("local.js") || name.contains("/local/"));
        }
    }

    private static void awaitText(Browser browser, String id, String text) {
        await().atMost(SampleProcess.PATIENCE)
                .untilAsserted(() -> assertThat(browser.text(id)).contains(text));
    }

    private static void awaitTrue(Browser browser, String expression) {
        await().atMost(SampleProcess.PATIENCE)
                .untilAsserted(() -> assertThat(browser.evaluate("String(" + expression + ")"))
                        .as(expression)
                        .isEqualTo("true"));
    }

    private static Map<String, String> environment(LocalAzure azure, LocalPage page) {
        Map<String, String> environment = new HashMap<>(azure.environment());
        environment.putAll(page.environment());
        environment.put("REDIS_CLIENT", "jedis");
        return environment;
    }
}
