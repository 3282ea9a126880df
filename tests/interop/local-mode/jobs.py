"""Runs the walk-through's program and more jobs of its kind with the SageMaker SDK's local mode, and writes what came of them:

    python jobs.py PROGRAM.py PORT

The current folder holds one folder per channel; artifacts and results.json go there.
"""

import json
import sys
import tarfile
from pathlib import Path

from quiet_sdk import refused, settings
from sagemaker import image_uris
from sagemaker.deserializers import BytesDeserializer
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.local import LocalSession
from sagemaker.serializers import CSVSerializer

page = {}
exec(Path(sys.argv[1]).read_text(), page)

folder = Path.cwd()
(folder / "roots").mkdir()
session = LocalSession()
session.sagemaker_config = settings
session.config = {"local": {"local_code": True, "serving_port": int(sys.argv[2]), "container_root": "roots"}}
labelled = "text/csv;label_size=1"


def channel(name, content_type):
    return TrainingInput(f"file://{folder / name}", content_type=content_type)


def estimator(name, image, hosts=1, instance_type="local", **hyperparameters):
    return Estimator(
        image_uri=image,
        role="arn:aws:iam::111122223333:role/nobody",
        instance_count=hosts,
        instance_type=instance_type,
        output_path=f"file://{folder / name}",
        sagemaker_session=session,
        hyperparameters=hyperparameters,
    )


def built_in(name, version=None):
    return image_uris.retrieve(name, "us-east-1", version=version)


def predictions(trained, accept):
    predictor = trained.deploy(1, "local", serializer=CSVSerializer(), deserializer=BytesDeserializer(), wait=False)
    answer = predictor.predict(page["rows"][:5], initial_args={"Accept": accept}).decode()
    predictor.delete_endpoint()
    return answer


def refusal(job):
    try:
        job.fit({"train": channel("test", labelled)})
    except Exception as error:  # RuntimeError or Exception itself
        return str(error)
    return "nothing was refused"


two_hosts = estimator("two-hosts", built_in("kmeans"), hosts=2, k=10, feature_dim=64)
two_hosts.fit({"train": channel("channels/train", labelled), "test": channel("test", labelled)})

xgboost = estimator("xgboost", built_in("xgboost", "1.7-1"), objective="multi:softmax", num_class=10, num_round=5)
xgboost.fit({"train": channel("channels/train", "text/csv"), "validation": channel("test", "text/csv")})

linear = estimator(
    "linear", built_in("linear-learner"), predictor_type="multiclass_classifier", num_classes=10, epochs=3, feature_dim=64
)
linear.fit({"train": channel("channels/train", "text/csv")})

results = {
    "kmeans": page["answers"],
    "xgboost": predictions(xgboost, "text/csv"),
    "linear": predictions(linear, "application/json"),
    "failure": refusal(estimator("failed", built_in("kmeans"), k="ten")),
    "gpu": refusal(estimator("gpu", built_in("kmeans"), instance_type="local_gpu", k=10)),
    "image": refusal(estimator("foreign", image_uris.retrieve("sklearn", "us-east-1", version="1.2-1"))),
    "network": refused,
}
with tarfile.open("failed/output.tar.gz") as output:
    results["failure file"] = output.extractfile("failure").read().decode()
Path("results.json").write_text(json.dumps(results))
