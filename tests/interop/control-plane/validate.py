"""Holds CreateTrainingJob requests against botocore's model and their images against the SageMaker SDK's: python validate.py REQUESTS.json"""

import json
import logging
import os
import sys

os.environ["SAGEMAKER_TELEMETRY_OPT_OUT"] = "true"
logging.disable(logging.CRITICAL)

import botocore.session
from botocore.validate import ParamValidator
from sagemaker import image_uris

# Version 2 of the SDK ends before it.
ONLY_IN_NEWER_SDKS = ["3.2-0"]

shape = botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateTrainingJob").input_shape
findings = []
for entry in json.load(open(sys.argv[1])):
    report = ParamValidator().validate(entry["request"], shape)
    if report.has_errors():
        findings.append(report.generate_report())
    name, region, version = entry["algorithm"], entry["region"], entry["version"]
    if version in ONLY_IN_NEWER_SDKS:
        continue
    expected = image_uris.retrieve(name, region, version=version)
    image = entry["request"]["AlgorithmSpecification"]["TrainingImage"]
    if image != expected:
        findings.append(f"{name} {version} in {region}: {image}, not {expected}")
print(json.dumps(findings))
