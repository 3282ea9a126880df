"""Asks an endpoint through boto3's SageMaker runtime client and prints what came of it as JSON:

    python invoke.py URL REQUESTS.json

Each request has the arguments of invoke_endpoint. Each result is its answer, or the error that boto3 raised.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client(
    "sagemaker-runtime",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="none",
    aws_secret_access_key="none",
    config=Config(retries={"max_attempts": 0}),
)

KEPT = ("ContentType", "InvokedProductionVariant")
results = []
with open(sys.argv[2], encoding="utf-8") as file:
    requests = json.load(file)
for request in requests:
    try:
        answer = client.invoke_endpoint(EndpointName="any", **request)
        results.append({name: answer[name] for name in KEPT if name in answer} | {"Body": answer["Body"].read().decode()})
    except ClientError as error:
        kept = {name: value for name, value in error.response.items() if name.startswith("Original")}
        results.append({"class": type(error).__name__, **error.response["Error"], **kept})
print(json.dumps(results))
