/**
 * Options that several groups of commands share; checks of options. {@link
 * dev.continuo.cli.command.option.SettingOptions} makes options of the settings of a training.
 */
@NullMarked
package dev.continuo.cli.command.option;

import org.jspecify.annotations.NullMarked;
