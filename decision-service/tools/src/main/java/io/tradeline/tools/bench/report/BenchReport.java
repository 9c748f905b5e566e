package io.tradeline.tools.bench.report;

import io.tradeline.tools.CommandException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Everything that one run measured. */
public record BenchReport(Conditions conditions, List<Row> rows, List<Ratio> ratios) {

    public BenchReport {
        rows = List.copyOf(rows);
        ratios = List.copyOf(ratios);
    }

    /**
     * Under which conditions was measured.
     *
     * @param cores that everything shares, the load generator included
     * @param client "plain" or "lean", of all calls over gRPC
     * @param windowSeconds length of each of the windows of which the median counts
     * @param rounds in which loads took turns for the ratios to floor and yardstick
     * @param fewRounds in which other loads took turns
     * @param turnSeconds length of each turn
     */
    public record Conditions(
            String date,
            String machine,
            int cores,
            String java,
            int accounts,
            String client,
            double windowSeconds,
            int windows,
            int rounds,
            int fewRounds,
            double turnSeconds) {}

    /**
     * One workload under one load. Latencies in milliseconds, in an open loop from the scheduled start.
     *
     * @param load "closed", "open", "in turns" (closed, alternating with others), "calm", "swap", "backfill" and "followed" (open; without and with something beside the orders: a swap of the release, one who reads the feed from far behind, many who follow it), or for the
     *     rules the kind of order
     * @param inFlight calls under way in a closed loop; 0 in an open one or without calls
     * @param targetRate calls a second in an open loop; 0 in a closed one
     * @param accounts "uniform", "zipf", either with "of" and a number where that is another one than that of the conditions, "one", or "" where no account matters
     * @param approvedShare of the answers, from 0 to 1
     * @param answers over all windows; 0 without calls
     * @param refused calls over all windows that the server turned away because its queues were full, with the status RESOURCE_EXHAUSTED
     * @param failed all other calls over all windows that got no answer
     * @param failure what the first failed call said; "" when none failed
     * @param cpuMicros processor time of each process for each answer
     * @param residentMebibytes resident set size of each process, with its children and what they share counted once
     */
    public record Row(
            String what,
            String load,
            int inFlight,
            double targetRate,
            String accounts,
            double rate,
            double p50,
            double p95,
            double p99,
            double max,
            double approvedShare,
            long answers,
            long refused,
            long failed,
            String failure,
            Map<String, Double> cpuMicros,
            Map<String, Double> residentMebibytes) {}

    /**
     * A figure with a target.
     *
     * @param low a quarter of the rounds showed less; the value itself where there were no rounds
     * @param high a quarter of the rounds showed more; the value itself where there were no rounds
     * @param sense ">=" or "<="
     */
    public record Ratio(String name, double value, double low, double high, String sense, double target) {
        public Ratio(String name, double value, String sense, double target) {
            this(name, value, value, value, sense, target);
        }

        /**
         * The median of the quotients of several rounds. A round that has nothing to divide by, as nothing was answered in it, does not count.
         *
         * @param parts one for each round
         * @param wholes one for each round
         * @throws CommandException when no round counts
         */
        public static Ratio median(String name, double[] parts, double[] wholes, String sense, double target) {
            return median(
                    name,
                    IntStream.range(0, parts.length)
                            .filter(round -> wholes[round] > 0)
                            .mapToDouble(round -> parts[round] / wholes[round])
                            .toArray(),
                    sense,
                    target);
        }

        /**
         * The median of the figures of several rounds.
         *
         * @throws CommandException when there are none
         */
        public static Ratio median(String name, double[] figures, String sense, double target) {
            if (figures.length == 0) {
                throw CommandException.failed(name + ": no round with an answer (expected: at least one)");
            }
            double[] sorted = figures.clone();
            Arrays.sort(sorted);
            return new Ratio(
                    name, quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sense, target);
        }

        /** Between two values in proportion, as R's default type 7 does it. */
        private static double quantile(double[] sorted, double share) {
            double position = share * (sorted.length - 1);
            int below = (int) position;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
        }

        public boolean isMet() {
            return sense.equals(">=") ? value >= target : value <= target;
        }
    }
}
