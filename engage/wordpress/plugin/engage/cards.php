<?php
/**
 * Cards of engagements and comments: an address of the platform on a line of its own becomes a live card.
 *
 * WordPress finds such a card by itself too, as any site's. What it does not know well it asks for
 * twice and locks up until no link leaves the frame; told of the platform, it asks once and lets
 * links open as links do.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

/** The platform's address without a slash at its end; '' while wp-config.php does not say it. */
function platform() {
	return defined( 'ENGAGE_URL' ) ? rtrim( (string) ENGAGE_URL, '/' ) : '';
}

/** The addresses that have cards, as a pattern. */
function pattern() {
	return '#^' . preg_quote( platform(), '#' ) . '/(?:fr/)?(?:engagements/[^?\#]+|c/[0-9a-z]+)#i';
}

function know_platform() {
	if ( '' !== platform() ) {
		wp_oembed_add_provider( pattern(), platform() . '/oembed', true );
	}
}
add_action( 'init', __NAMESPACE__ . '\\know_platform' );

/**
 * The card as the platform gives it, with the secret by which WordPress's own script lets a frame
 * say how high it is, and hides the link for which it stands. Without scripts the link stays.
 */
function with_secret( $html, $data, $url ) {
	if ( '' === platform() || ! is_string( $html ) || ! preg_match( pattern(), $url ) ) {
		return $html;
	}
	$own   = preg_quote( esc_url( platform() ), '#' );
	$parts = '#^<blockquote class="wp-embedded-content">(<a href="' . $own . '/[^"]*">[^<]*</a>)</blockquote>'
		. '<iframe((?: [^<>]*)?) src="(' . $own . '/[^"\#]*)"([^<>]*)></iframe>$#';
	if ( ! preg_match( $parts, $html, $found ) ) {
		return false; // Not as we know it: the address stays a link.
	}
	$secret = wp_generate_password( 10, false );
	return '<blockquote class="wp-embedded-content" data-secret="' . $secret . '">' . $found[1] . '</blockquote>'
		. '<iframe style="position: absolute; clip: rect(1px, 1px, 1px, 1px);"'
		. $found[2] . ' src="' . $found[3] . '#?secret=' . $secret . '" data-secret="' . $secret . '"' . $found[4] . '></iframe>';
}
add_filter( 'oembed_dataparse', __NAMESPACE__ . '\\with_secret', 20, 3 );
