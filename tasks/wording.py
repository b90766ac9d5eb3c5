"""Steps in words."""

from tasks.task import Step


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
        case "drag":
            return f"drag {step.target.description} to {step.to.description}"
        case _:
            return f"{step.action} {step.target.description}"
