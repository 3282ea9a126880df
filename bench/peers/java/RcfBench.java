// The side of AWS's Java library: java -cp JAR RcfBench.java train|score ROWS.f32 COLS TRAIN_ROWS SCORE_ROWS THREADS REPEATS
// Prints the seconds of each timed run on one line, then the score of each scored row on the next.
import com.amazon.randomcutforest.RandomCutForest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

public class RcfBench {
    public static void main(String[] args) throws Exception {
        boolean isTraining = args[0].equals("train");
        int cols = Integer.parseInt(args[2]), trained = Integer.parseInt(args[3]), scored = Integer.parseInt(args[4]);
        int threads = Integer.parseInt(args[5]), repeats = Integer.parseInt(args[6]);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of(args[1]))).order(ByteOrder.LITTLE_ENDIAN);
        float[][] rows = new float[trained][cols];
        for (float[] row : rows) for (int column = 0; column < cols; column++) row[column] = bytes.getFloat();

        RandomCutForest forest = null;
        double[] scores = new double[scored];
        StringBuilder seconds = new StringBuilder();
        // The first run warms up.
        for (int run = 0; run <= repeats; run++) {
            long start = System.nanoTime();
            if (isTraining || forest == null) forest = train(rows, cols, threads);
            if (!isTraining) {
                start = System.nanoTime();
                score(forest, rows, scores);
            }
            if (run > 0) seconds.append((System.nanoTime() - start) * 1e-9).append(' ');
        }
        if (isTraining) score(forest, rows, scores);
        System.out.println(seconds.toString().trim());
        StringBuilder text = new StringBuilder();
        for (double score : scores) text.append(score).append(' ');
        System.out.println(text.toString().trim());
        System.exit(0);
    }

    static RandomCutForest train(float[][] rows, int cols, int threads) {
        RandomCutForest forest = RandomCutForest.builder().dimensions(cols).shingleSize(1).numberOfTrees(100).sampleSize(256)
            .outputAfter(1).parallelExecutionEnabled(threads > 1).threadPoolSize(threads).randomSeed(1).build();
        for (float[] row : rows) forest.update(row);
        return forest;
    }

    static void score(RandomCutForest forest, float[][] rows, double[] scores) {
        for (int row = 0; row < scores.length; row++) scores[row] = forest.getAnomalyScore(rows[row]);
    }
}
