"""Writes golden/events.tfevents with TensorBoard's own writer: what EventFileTest expects, byte for byte.

    pip install tensorboard; python golden_events.py

Also reads any event folder with TensorBoard's EventAccumulator: python golden_events.py FOLDER
"""

import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

SCALARS = [(1, "loss/train", 7.25), (300, "loss/held_out", 3.1415927), (2**40, "häufig/ε", -0.0)]


def write(path):
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        writer.write(Event(wall_time=1.5, file_version="brain.Event:2").SerializeToString())
        for index, (step, tag, number) in enumerate(SCALARS):
            summary = Summary(value=[Summary.Value(tag=tag, simple_value=number)])
            event = Event(wall_time=2.5 + index, step=step, summary=summary)
            writer.write(event.SerializeToString())
        writer.flush()


def show(folder):
    events = EventAccumulator(folder, size_guidance={"scalars": 0})
    events.Reload()
    for tag in events.Tags()["scalars"]:
        scalars = events.Scalars(tag)
        print(f"{tag}: {len(scalars)} points, step {scalars[-1].step} {scalars[-1].value:.4f}")


if len(sys.argv) > 1:
    show(sys.argv[1])
else:
    write(os.path.join(os.path.dirname(__file__), "../resources/golden/events.tfevents"))
