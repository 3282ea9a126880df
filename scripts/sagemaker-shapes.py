"""Writes src/jobs/api/shape-table.ts: what SageMaker takes in the requests that are answered here, from botocore's service model.

    python scripts/sagemaker-shapes.py

One shape a line; see src/jobs/api/shapes.ts for the notation.
"""

import pathlib
import re

import botocore
import botocore.session

OPERATIONS = """
CreateTrainingJob DescribeTrainingJob ListTrainingJobs StopTrainingJob
CreateModel DescribeModel ListModels DeleteModel
CreateEndpointConfig DescribeEndpointConfig ListEndpointConfigs DeleteEndpointConfig
CreateEndpoint DescribeEndpoint ListEndpoints UpdateEndpoint DeleteEndpoint
CreateTransformJob DescribeTransformJob ListTransformJobs StopTransformJob
""".split()

OUTPUT = pathlib.Path(__file__).parent.parent / "src/jobs/api/shape-table.ts"
NUMBERS = ("integer", "long", "float", "double")


def bounds(shape):
    return f"{shape.metadata.get('min', '')}..{shape.metadata.get('max', '')}"


def values(shape):
    """Instance types grow by the month: what a new one is called is known, not which there are."""
    return [] if shape.name.endswith("InstanceType") else shape.enum


def line(shape):
    kind = shape.type_name
    if kind == "structure":
        members = (f"{name}{'!' * (name in shape.required_members)}:{member.name}" for name, member in shape.members.items())
        return " ".join([shape.name, "structure", *members])
    if kind == "list":
        return f"{shape.name} list {bounds(shape)} {shape.member.name}"
    if kind == "map":
        return f"{shape.name} map {bounds(shape)} {shape.key.name} {shape.value.name}"
    if kind in NUMBERS:
        return f"{shape.name} {kind} {bounds(shape)}"
    if kind == "string" and values(shape):
        return f"{shape.name} enum {' '.join(shape.enum)}"
    if kind == "string":
        return f"{shape.name} string {bounds(shape)} {shape.metadata.get('pattern', '')}".rstrip()
    return f"{shape.name} {kind}"


def closure(model):
    shapes = {}

    def walk(shape):
        if shape.name in shapes:
            return
        shapes[shape.name] = shape
        if shape.type_name == "structure":
            for member in shape.members.values():
                walk(member)
        elif shape.type_name == "list":
            walk(shape.member)
        elif shape.type_name == "map":
            walk(shape.key)
            walk(shape.value)

    for operation in OPERATIONS:
        walk(model.operation_model(operation).input_shape)
    return shapes


model = botocore.session.get_session().get_service_model("sagemaker")
lines = [line(shape) for _, shape in sorted(closure(model).items())]
assert not any(re.search(r"`|\$\{", text) for text in lines), "does not fit into a template"
OUTPUT.write_text(
    f"/** Made by scripts/sagemaker-shapes.py from botocore {botocore.__version__}; change it there. */\n"
    f"export const SHAPES = String.raw`\n" + "\n".join(lines) + "\n`;\n"
)
