package dev.redisentra.sample.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.redisentra.sample.doctor.Finding.Verdict;
import tools.jackson.databind.json.JsonMapper;

/** What was found, for people and for machines. */
final class Report {
    private Report() {}

    static boolean isHealthy(List<Finding> findings) {
        return findings.stream().allMatch(finding -> finding.verdict() == Verdict.OK);
    }

    static String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append("%-8s%-15s%s%n".formatted(finding.verdict(), finding.check(), finding.found()));
            if (finding.remedy() != null) {
                text.append("%-8s%-15s%s%n".formatted("", "", finding.remedy()));
            }
        }
        return text.toString();
    }

    static String json(List<Finding> findings) {
        List<Map<String, Object>> checks = findings.stream().map(Report::fields).toList();
        return JsonMapper.shared().writeValueAsString(Map.of("healthy", isHealthy(findings), "checks", checks))
                + System.lineSeparator();
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("check", finding.check().toString());
        fields.put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
        fields.put("found", finding.found());
        if (finding.remedy() != null) {
            fields.put("remedy", finding.remedy());
        }
        return fields;
    }
}
