"""Neo4j 5.26 Community from its own jars, in a Java that comes as a wheel."""

import logging
from contextlib import suppress
from pathlib import Path

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from ooumph.embedded.jars import ensure_jars
from ooumph.embedded.java import find_java
from ooumph.embedded.processes import Child
from ooumph.embedded.service import Service

HEAP = "512m"
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
# The two `keep_alive` settings become the driver's receive time-out (their product): a server
# that hangs costs a query that long, not minutes.
CONFIGURATION = """\
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.connection_keep_alive=2s
server.bolt.connection_keep_alive_for_requests=ALL
server.bolt.connection_keep_alive_probes=2
server.bolt.connection_keep_alive_streaming_scheduling_interval=1s
internal.server.bolt.thread_pool_shutdown_wait_time=1s
internal.server.bolt.connection_shutdown_wait_time=1s
server.http.enabled=false
server.https.enabled=false
server.memory.heap.max_size={heap}
server.memory.pagecache.size=64m
db.tx_log.preallocate=false
dbms.usage_report.enabled=false
server.directories.logs={logs}
"""

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # Else it tells each try on stderr.


class Neo4j(Service):
    name = "neo4j"
    variable = "NEO4J_BOLT_URL"
    more_configuration = ""  # Lines of a test run.
    _port = 0
    _jars = Path()

    @property
    def url(self) -> str:
        return f"bolt://neo4j:{self.state.secret('neo4j')}@127.0.0.1:{self._port}"

    def _tell_progress(self, there: int, total: int) -> None:
        if there < total:
            self.report(self.name, "downloading", there / total)

    def reserve(self) -> None:
        self._port = self.state.port(self.name)

    def prepare(self) -> None:
        self._jars = ensure_jars(self._tell_progress, self.state.check_stopping)
        configuration = self.folder / "conf" / "neo4j.conf"
        configuration.parent.mkdir(exist_ok=True)
        logs = self.state.logs / self.name
        text = CONFIGURATION.format(port=self._port, heap=HEAP, logs=logs)
        configuration.write_text(text + self.more_configuration)

    def spawn(self) -> Child:
        command = [str(find_java()), f"-Xmx{HEAP}", "-XX:+UseSerialGC", "-XX:-UsePerfData"]
        command += ["-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8"]
        command += [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]
        command += ["-XX:TieredStopAtLevel=1"]  # Half the time to start; a long load runs slower.
        command += ["-cp", f"{self._jars}/*", "org.neo4j.server.CommunityEntryPoint"]
        command += [f"--home-dir={self.folder}", f"--config-dir={self.folder}/conf"]
        return Child(self.state, self.name, command, stop_signal=self.stop_signal)

    def answers(self) -> bool:
        """Whether a query is served: the server listens a while before it has its databases."""
        try:
            with self._driver(self.state.secret("neo4j")) as driver:
                driver.execute_query("RETURN 1")
        except AuthError:
            self._replace_first_password()
            return False
        except (DriverError, Neo4jError, OSError):
            return False
        return True

    def _replace_first_password(self) -> None:
        """A new server has the password that everybody knows, and serves nothing with it."""
        with (
            suppress(DriverError, Neo4jError, OSError),
            self._driver("neo4j") as driver,
        ):
            driver.execute_query(
                "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password",
                password=self.state.secret("neo4j"),
                database_="system",
            )

    def _driver(self, password: str) -> Driver:
        address = f"bolt://127.0.0.1:{self._port}"
        return GraphDatabase.driver(
            address,
            auth=("neo4j", password),
            connection_timeout=2,
            max_transaction_retry_time=0,
        )
