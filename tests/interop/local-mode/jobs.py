"""Trains, deploys, predicts and transforms with the SageMaker SDK's local mode, and writes what came of it:

    python jobs.py FOLDER PORT

FOLDER holds one folder per channel; results.json and the artifacts go there.
"""

import json
import sys
import tarfile
from pathlib import Path

from quiet_sdk import local_session
from sagemaker import image_uris
from sagemaker.deserializers import BytesDeserializer
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.serializers import CSVSerializer

folder, port = Path(sys.argv[1]), int(sys.argv[2])
roots = folder / "containers"
roots.mkdir()
session = local_session(port, str(roots))
ROLE = "arn:aws:iam::111122223333:role/nobody"
ROWS = [list(map(float, line.split(","))) for line in (folder / "rows/rows.csv").read_text().split()]
results = {}


def channel(name, content_type):
    return TrainingInput(f"file://{folder / name}", content_type=content_type)


def estimator(name, image, hosts=1, instance_type="local", **hyperparameters):
    return Estimator(
        image_uri=image,
        role=ROLE,
        instance_count=hosts,
        instance_type=instance_type,
        output_path=f"file://{folder / name}",
        sagemaker_session=session,
        hyperparameters=hyperparameters,
    )


def built_in(name, version=None):
    return image_uris.retrieve(name, "us-east-1", version=version)


def predictions(trained):
    predictor = trained.deploy(1, "local", serializer=CSVSerializer(), deserializer=BytesDeserializer(), wait=False)
    answer = predictor.predict(ROWS, initial_args={"Accept": "text/csv"}).decode()
    predictor.delete_endpoint()
    return answer


def refusal(job, **channels):
    try:
        job.fit(channels)
    except Exception as error:  # the SDK raises RuntimeError or Exception itself
        return f"{type(error).__name__}: {error}"
    return "nothing was refused"


labelled = "text/csv;label_size=1"

kmeans = estimator("kmeans", built_in("kmeans"), hosts=2, k=10, feature_dim=64)
kmeans.fit({"train": channel("train/nested", labelled), "test": channel("test", labelled)})
results["kmeans"] = predictions(kmeans)
transformer = kmeans.transformer(1, "local", output_path=f"file://{folder / 'transformed'}", accept="text/csv", assemble_with="Line")
transformer.transform(f"file://{folder / 'rows'}", content_type="text/csv", split_type="Line", wait=False)
results["transformed"] = (folder / "transformed/rows.csv.out").read_text()

xgboost = estimator("xgboost", built_in("xgboost", "1.7-1"), objective="multi:softmax", num_class=10, num_round=5)
xgboost.fit({"train": channel("train/nested", "text/csv"), "validation": channel("test", "text/csv")})
results["xgboost"] = predictions(xgboost)

linear = estimator("linear", built_in("linear-learner"), predictor_type="multiclass_classifier", num_classes=10, epochs=3, feature_dim=64)
linear.fit({"train": channel("train/nested", "text/csv")})
results["linear"] = predictions(linear)

results["failure"] = refusal(estimator("failed", built_in("kmeans"), k="ten"), train=channel("test", labelled))
with tarfile.open(folder / "failed/output.tar.gz") as output:
    results["failure file"] = output.extractfile("failure").read().decode()
results["gpu"] = refusal(estimator("gpu", built_in("kmeans"), instance_type="local_gpu", k=10), train=channel("test", labelled))
foreign = image_uris.retrieve("sklearn", "us-east-1", version="1.2-1")
results["image"] = refusal(estimator("foreign", foreign), train=channel("test", labelled))
results["left behind"] = sorted(path.name for path in roots.glob("*/algo-*"))

(folder / "results.json").write_text(json.dumps(results))
