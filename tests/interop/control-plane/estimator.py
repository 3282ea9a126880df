"""The SageMaker SDK's Estimator against the control plane: python estimator.py URL ROWS. The session's two clients are pointed there, and nothing else is changed."""

import json
import logging
import sys

from quiet_sdk import refused, settings

import boto3
from sagemaker import image_uris
from sagemaker.deserializers import BytesDeserializer
from sagemaker.estimator import Estimator
from sagemaker.exceptions import UnexpectedStatusException
from sagemaker.inputs import TrainingInput
from sagemaker.serializers import CSVSerializer
from sagemaker.session import Session

logging.disable(logging.CRITICAL)

url = sys.argv[1]
boto = boto3.Session(region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
session = Session(
    boto_session=boto,
    sagemaker_client=boto.client("sagemaker", endpoint_url=url),
    sagemaker_runtime_client=boto.client("sagemaker-runtime", endpoint_url=url),
    sagemaker_config=settings,
)


def estimator(**hyperparameters):
    return Estimator(
        image_uri=image_uris.retrieve("xgboost", "us-east-1", version="1.7-1"),
        role="arn:aws:iam::000000000000:role/local",
        instance_count=1,
        instance_type="ml.m5.large",
        output_path="s3://bucket/models",
        sagemaker_session=session,
        hyperparameters=hyperparameters,
    )


train = {"train": TrainingInput("s3://bucket/train/", content_type="text/csv")}
digits = estimator(objective="multi:softmax", num_class=10, num_round=5)
digits.fit(train, job_name="digits", logs=False)

predictor = digits.deploy(1, "ml.m5.large", serializer=CSVSerializer(), deserializer=BytesDeserializer())
with open(sys.argv[2]) as lines:
    rows = [next(lines).strip().split(",") for _ in range(2)]
answer = predictor.predict(rows, initial_args={"Accept": "text/csv"}).decode()

transformer = digits.transformer(
    1, "ml.m5.large", strategy="MultiRecord", assemble_with="Line", accept="text/csv", output_path="s3://bucket/answers"
)
transformer.transform("s3://bucket/input/", content_type="text/csv", split_type="Line", wait=True, logs=False)
predictor.delete_endpoint()

try:
    estimator(objective="multi:softmax", num_class=10, num_round="many").fit(train, logs=False)
except UnexpectedStatusException as error:
    failure = str(error)
print()
print(json.dumps(dict(model=digits.model_data, answer=answer, failure=failure, network=refused)))
