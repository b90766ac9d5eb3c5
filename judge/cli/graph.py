"""`iwr graph`."""

from judge.cli.common import out


def graph_command() -> None:
    """Print the graph of one episode as Mermaid."""
    from judge.graph import build_graph

    out.print(build_graph().get_graph().draw_mermaid(), soft_wrap=True, markup=False)
