"""Steps in words."""

from tasks.task import PointStep, Step


def sentence(step: Step) -> str:
    """A step as one would say it."""
    match step.action:
        case "wait":
            return f"wait {step.ms} ms"
        case "scroll":
            over = f" over {step.target.description}" if step.target else ""
            return f"scroll {step.direction} {step.amount} px{over}"
        case "press":
            return f"press {step.key}" + (f" in {step.target.description}" if step.target else "")
        case "type":
            return f"type {step.text!r} into {step.target.description}"
        case "select":
            return f"select {step.option!r} in {step.target.description}"
        case "upload":
            return f"upload {step.file} at {step.target.description}"
        case "reload" | "back" | "forward":
            return {"reload": "load the page anew", "back": "go back", "forward": "go forward"}[step.action]
        case "close_tab":
            return "close the tab"
        case "drag":
            return f"drag {step.target.description} to {step.to.description}"
        case _:
            return _pointed(step)


def _pointed(step: PointStep) -> str:
    how = {"right": "right-", "middle": "middle-", "left": ""}[step.button]
    held = f", held for {step.hold} ms" if step.hold else ""
    return f"{how}{step.action} {step.target.description}{held}"
