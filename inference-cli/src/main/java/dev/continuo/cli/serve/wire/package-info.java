/** What clients and the service say to each other: requests read and checked, answers as JSON. */
@NullMarked
package dev.continuo.cli.serve.wire;

import org.jspecify.annotations.NullMarked;
