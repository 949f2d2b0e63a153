"""What is said of a file that is no instance."""


class InvalidInstance(ValueError):
    """`where` is the path of the field, e.g. `slots[3].day`; "" = the file as a whole."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem
