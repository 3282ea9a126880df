"""Freezes what other random cut forests say, for the tests beside this file.

    python tests/oracle/random-cut-forest/make.py PATH_OF_randomcutforest-core.jar > tests/oracle/random-cut-forest/frozen.json

Needs numpy, rrcf and krcf, and Java 17 for AWS's library (Maven: software.amazon.randomcutforest:randomcutforest-core).

All three are given the same few rows, and forests of many trees that know all of them, so that what is compared is an expectation and
not one draw. Their scores are other functions of the same trees: AWS's two libraries score a row that a tree knows as
(1 - m / 2M) / (d + log2(m + 1)), SageMaker as 1 / (d + log2 m); rrcf measures displaced mass. What must agree: the score of rows that no tree
knows, where the formulas are the same, and how the trees are cut.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import rrcf
from importlib.metadata import version
from krcf import RandomCutForest, RandomCutForestOptions

TREES = 1000
PROGRAM = """
import com.amazon.randomcutforest.RandomCutForest;
public class Ask {
    public static void main(String[] args) {
        String[][] tables = new String[2][];
        for (int table = 0; table < 2; table++) tables[table] = args[table].split(";");
        float[][][] rows = new float[2][][];
        for (int table = 0; table < 2; table++) {
            rows[table] = new float[tables[table].length][];
            for (int row = 0; row < tables[table].length; row++) {
                String[] cells = tables[table][row].split(",");
                rows[table][row] = new float[cells.length];
                for (int cell = 0; cell < cells.length; cell++) rows[table][row][cell] = Float.parseFloat(cells[cell]);
            }
        }
        RandomCutForest forest = RandomCutForest.builder().dimensions(rows[0][0].length).shingleSize(1).numberOfTrees(1000)
            .sampleSize(rows[0].length).outputAfter(1).initialAcceptFraction(1.0).parallelExecutionEnabled(false).randomSeed(7).build();
        for (float[] row : rows[0]) forest.update(row);
        StringBuilder text = new StringBuilder();
        for (float[] row : rows[1]) text.append(forest.getAnomalyScore(row)).append(' ');
        System.out.println(text.toString().trim());
    }
}
"""


def java(jar, rows, asked):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "Ask.java")
        with open(path, "w") as file:
            file.write(PROGRAM)
        tables = [";".join(",".join(map(repr, map(float, row))) for row in table) for table in (rows, asked)]
        output = subprocess.run(["java", "-cp", jar, path, *tables], check=True, capture_output=True, text=True).stdout
    return [float(text) for text in output.split()]


def krcf(rows, asked):
    forest = RandomCutForest(RandomCutForestOptions(
        dimensions=rows.shape[1], shingle_size=1, num_trees=TREES, sample_size=len(rows), output_after=1,
        initial_accept_fraction=1.0, parallel_execution_enabled=False, random_seed=7))
    for row in rows.tolist():
        forest.update(row)
    return [forest.score(row) for row in asked.tolist()]


def rrcf_cuts(rows):
    """Share of the trees whose first cut goes through each column, and mean depth of each row."""
    columns, depths = np.zeros(rows.shape[1]), np.zeros(len(rows))
    for seed in range(TREES):
        np.random.seed(seed)
        tree = rrcf.RCTree(rows.astype(float), index_labels=range(len(rows)))
        columns[tree.root.q] += 1
        depths += [tree.leaves[row].d for row in range(len(rows))]
    return (columns / TREES).tolist(), (depths / TREES).tolist()


def case(name, rows, asked, jar):
    columns, depths = rrcf_cuts(rows)
    return {
        "name": name,
        "rows": rows.tolist(),
        "asked": asked.tolist(),
        "java": java(jar, rows, asked),
        "krcf": krcf(rows, asked),
        "rrcf": {"first_columns": columns, "depths": depths},
    }


def main(jar):
    random = np.random.default_rng(3)
    plane = np.round(random.normal(0, [1, 3], (32, 2)), 3)
    five = np.round(random.normal(0, [1, 2, 1, 0.5, 4], (64, 5)), 3)
    far = np.array([[0.0, 0.1], [3, 0], [0, 9], [-4, -12], [50, 0]])
    wide = np.concatenate([np.round(random.normal(0, 3, (4, 5)), 3), [[0, 0, 0, 9, 0]], [[30, 0, 0, 0, 0]]])
    cases = [case("32 rows of 2 columns", plane, far, jar), case("64 rows of 5 columns", five, wide, jar)]
    made_with = {"java": os.path.basename(jar), **{name: version(name) for name in ("krcf", "rrcf", "numpy")}}
    json.dump({"made_with": made_with, "cases": cases}, sys.stdout, indent=1)
    print()


main(sys.argv[1])
