"""What real xgboost makes of models that were written here.

    python check.py FOLDER: reads rows.json and every model of the folder, prints margins by file, and after two more rounds of training
"""

import json
import os
import sys

import numpy as np
import xgboost as xgb

folder = sys.argv[1]
with open(os.path.join(folder, "rows.json")) as file:
    given = json.load(file)
rows = np.array([[np.nan if value is None else value for value in row] for row in given["rows"]], dtype=np.float32)
answers = {}
for name in sorted(os.listdir(folder)):
    if not name.endswith((".ubj", ".json", ".bin")) or name == "rows.json":
        continue
    booster = xgb.Booster(model_file=os.path.join(folder, name))
    answer = {"margins": booster.predict(xgb.DMatrix(rows, feature_names=booster.feature_names), output_margin=True).ravel().tolist()}
    objective = json.loads(booster.save_config())["learner"]["objective"]["name"]
    labels = np.array(given["classes"] if objective.startswith("multi:") else given["labels"], dtype=np.float32)
    settings = {"objective": objective, "verbosity": 0}
    if objective.startswith("multi:"):
        settings["num_class"] = 3
    if json.loads(booster.save_config())["learner"]["gradient_booster"]["name"] == "gblinear":
        settings["booster"] = "gblinear"
    data = xgb.DMatrix(rows, label=labels, feature_names=booster.feature_names)
    more = xgb.train(settings, data, 2, xgb_model=os.path.join(folder, name))
    answer["rounds"] = [booster.num_boosted_rounds(), more.num_boosted_rounds()]
    answer["continued"] = more.predict(data, output_margin=True).ravel().tolist()
    more.save_model(os.path.join(folder, "continued." + name.split(".")[0] + ".ubj.out"))
    answers[name] = answer
print(json.dumps({"version": xgb.__version__, "answers": answers}))
